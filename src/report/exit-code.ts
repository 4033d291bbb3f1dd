import type {Report} from './model.js';

export interface ExitOptions {
  /** 1 and 4 become 0. */
  readonly exitZero?: boolean;
  /** The severity from which a finding about a healthy service counts as a problem. Default "error". */
  readonly failOn?: 'error' | 'warning';
}

/**
 * The exit code is a function of the report alone, never of its format.
 *
 * @returns 0 nothing wrong found, 1 a problem found, 4 inconclusive
 */
export function reportExitCode(report: Pick<Report, 'outcome' | 'findings'>, options: ExitOptions = {}): 0 | 1 | 4 {
  if (options.exitZero === true) return 0;
  switch (report.outcome) {
    case 'failing':
      return 1;
    case 'inconclusive':
      return 4;
    case 'healthy':
      return hasProblem(report.findings, options.failOn ?? 'error') ? 1 : 0;
  }
}

function hasProblem(findings: Report['findings'], failOn: 'error' | 'warning'): boolean {
  return findings.some(({severity}) => severity === 'error' || (severity === 'warning' && failOn === 'warning'));
}
