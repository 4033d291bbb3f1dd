import type {Prediction} from '../contract/prediction.js';

/** The answer of `preflight`: may this image be deployed? */
export interface Preflight {
  readonly schemaVersion: 1;
  /** As the user wrote it. */
  readonly image: string;
  /** As it was found. Null: it was not. */
  readonly reference: string | null;
  readonly digest: string | null;
  /** Null: judged without a service. */
  readonly service: string | null;
  /** Which variables were judged, in words: names of files and variables, never values. */
  readonly configuration: string;
  readonly outcome: 'ready' | 'blocked' | 'inconclusive';
  readonly checks: readonly PreflightCheck[];
  /** Null: no start-up contract speaks for this image. */
  readonly prediction: Prediction | null;
}

export interface PreflightCheck {
  readonly id: string;
  readonly title: string;
  /** not-run: it does not apply here, or was not asked for. */
  readonly status: 'pass' | 'fail' | 'unknown' | 'not-run';
  /** How grave a failure is. */
  readonly severity: 'error' | 'warning';
  /** Whether not knowing leaves the whole answer open. */
  readonly essential: boolean;
  /** One sentence, without a value of a variable. */
  readonly message: string;
  /** Where that comes from: calls, and what they said. */
  readonly evidence: readonly string[];
  readonly fix: string | null;
}

/** Blocked by an error; inconclusive when something essential is unknown. */
export function outcomeOf(
  checks: readonly PreflightCheck[],
  failOn: 'error' | 'warning' = 'error',
): Preflight['outcome'] {
  const blocks = checks.some(
    ({status, severity}) => status === 'fail' && (severity === 'error' || failOn === 'warning'),
  );
  if (blocks) return 'blocked';
  return checks.some(({status, essential}) => status === 'unknown' && essential) ? 'inconclusive' : 'ready';
}

/** 0 ready, 1 blocked, 4 inconclusive. */
export function preflightExitCode({outcome}: Pick<Preflight, 'outcome'>, exitZero: boolean): 0 | 1 | 4 {
  if (exitZero) return 0;
  return ({ready: 0, blocked: 1, inconclusive: 4} as const)[outcome];
}
