import type {ImageComparison} from './comparison.js';

/**
 * 3 when a part could not be looked at (network, permission), 4 when a part is damaged so that the comparison is
 * incomplete, 1 when they differ and --exit-code was given, else 0.
 */
export function comparisonExitCode(comparison: ImageComparison, exitCode: boolean): 0 | 1 | 3 | 4 {
  const codes = comparison.problems.map((problem) => problem.code).filter((code) => code !== 'gap');
  if (codes.some((code) => code === 'unreachable' || code === 'timeout')) return 3;
  if (codes.length > 0) return 4;
  return exitCode && isDifferent(comparison) ? 1 : 0;
}

/** A platform that only one of them offers is a difference too, whatever the one compared holds. */
function isDifferent({differs, platforms}: ImageComparison): boolean {
  return differs || platforms.some(({status}) => status === 'added' || status === 'removed');
}
