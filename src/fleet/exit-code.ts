import type {Fleet, FleetExitCode} from './model.js';

/** The worst first: a known problem, a suspected one, a service nobody could look at, none. */
const WORST_FIRST: readonly FleetExitCode[] = [1, 4, 3, 0];

/** For sorting: the worse, the smaller. */
export function badness(code: FleetExitCode): number {
  return WORST_FIRST.indexOf(code);
}

/** The code of the worst service; a region that could not be listed counts as one that could not be looked at. */
export function fleetExitCode({services, unreadRegions}: Fleet): FleetExitCode {
  const codes = new Set(services.map(({exitCode}) => exitCode));
  if (unreadRegions.length > 0) codes.add(3);
  return WORST_FIRST.find((code) => codes.has(code)) ?? 0;
}
