import type {Grades} from '../app/judge.js';
import type {Contract} from '../contract/model.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {Evidence, Image, ImageFileComparison, Operation, Roles, SecretCheck, Service} from '../evidence/model.js';
import type {ReportedFinding} from '../report/model.js';
import type {PreflightCheck} from './model.js';

/** What the checks look at. */
export interface CheckContext {
  readonly bundle: Bundle;
  readonly contract: Contract;
  /** Key of the bundle's fingerprints. */
  readonly salt: string;
  /** As it would be after the deployment. Undefined: judged without one. */
  readonly service: Service | undefined;
  /** The service's variables as they are now. */
  readonly before: readonly string[];
  /** Names whose loss is meant: --unset. */
  readonly meantToGo: readonly string[];
  /** Variables were given as a whole map (--env-file), which replaces the service's. */
  readonly replacesMap: boolean;
  readonly image: Evidence<Image>;
  readonly running: Evidence<Image>;
  readonly operations: readonly Operation[];
  readonly roles: Evidence<Roles>;
  readonly secrets: Evidence<readonly SecretCheck[]>;
  /** Undefined: not asked for. */
  readonly files: Evidence<ImageFileComparison> | undefined;
  readonly isLocal: boolean;
  /** As the rules grade them themselves. */
  readonly findings: readonly ReportedFinding[];
  readonly graded: Grades;
  readonly profile?: string | undefined;
}

interface About {
  readonly id: string;
  readonly title: string;
  readonly severity?: 'error' | 'warning';
  readonly essential?: boolean;
}

interface Details {
  readonly evidence?: readonly string[];
  readonly fix?: string;
}

export function check(
  {id, title, severity, essential}: About,
  status: PreflightCheck['status'],
  message: string,
  {evidence, fix}: Details = {},
): PreflightCheck {
  return {
    id,
    title,
    status,
    severity: severity ?? 'error',
    essential: essential ?? false,
    message,
    evidence: evidence ?? [],
    fix: fix ?? null,
  };
}

/** What could not be looked at. */
export function unread(about: About, evidence: Evidence<unknown>): PreflightCheck {
  if (evidence.status === 'collected') return check(about, 'unknown', 'it is not known');
  const fix = 'fix' in evidence ? evidence.fix : undefined;
  // What was skipped was never asked for: no call stands behind not knowing it.
  const from = evidence.status === 'skipped' ? [] : [evidence.source];
  return check(about, 'unknown', evidence.why, {evidence: from, ...(fix !== undefined && {fix})});
}

/**
 * What these rules make of a check; undefined when none of them found anything. As grave as the configuration file
 * grades the rule; a finding that it silences fails nothing, and is no pass either.
 */
export function failedBy(
  {findings, graded}: CheckContext,
  about: About,
  rules: readonly string[],
  details: Details,
): PreflightCheck | undefined {
  const found = findings.filter(({rule}) => rules.includes(rule));
  if (found.length === 0) return undefined;
  const evidence = found.flatMap(({at}) => at.map((pointer) => pointer.excerpt ?? pointer.path ?? pointer.evidence));
  const all = {...details, evidence: [...new Set(evidence)]};
  const message = found.map(({text}) => text).join('; ');
  const grades = new Set(found.map(({rule}) => graded[rule] ?? about.severity ?? 'error'));
  const severity = (['error', 'warning'] as const).find((grade) => grades.has(grade));
  return severity === undefined
    ? check(about, 'not-run', `${message}; the configuration file silences this`, all)
    : check({...about, severity}, 'fail', message, all);
}

export function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
