import type {Fleet, FleetExitCode} from './model.js';

/** The worst first: a known problem, a suspected one, a service nobody could look at, none. */
const WORST_FIRST: readonly FleetExitCode[] = [1, 4, 3, 0];

/** For sorting: the worse, the smaller. */
export function badness(code: FleetExitCode): number {
  return WORST_FIRST.indexOf(code);
}

/**
 * The code of the worst service; a region that could not be listed counts as one that could not be looked at.
 *
 * @param exitZero 1 and 4 become 0. Here alone: the rows and their count say what was found all the same.
 */
export function fleetExitCode({services, unreadRegions}: Fleet, exitZero: boolean): FleetExitCode {
  const found = services.map(({exitCode}) => exitCode);
  const codes = new Set(exitZero ? found.filter((code) => code === 3) : found);
  if (unreadRegions.length > 0) codes.add(3);
  return WORST_FIRST.find((code) => codes.has(code)) ?? 0;
}
