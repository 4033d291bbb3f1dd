import type {PredictedCheck, PredictedOutcome} from '../contract/prediction.js';
import type {Severity} from '../engine/rule.js';
import type {Step, Strength, Verdict} from '../engine/verdict.js';
import type {EvidenceId, GapStatus} from '../evidence/model.js';
import type {Outcome, StartupSummary, TimelineEntry} from './model.js';

/** The words that every format uses for the model's tags. A tag without its word does not compile. */

export const OUTCOMES = {
  failing: 'FAILING',
  healthy: 'HEALTHY',
  inconclusive: 'INCONCLUSIVE',
} as const satisfies Record<Outcome, string>;

export const OUTCOME_SENTENCES = {
  failing: 'a problem was found',
  healthy: 'nothing wrong was found',
  inconclusive: 'something is wrong or unknown, and no cause is confirmed or likely',
} as const satisfies Record<Outcome, string>;

export const VERDICTS = {
  confirmed: 'CONFIRMED',
  likely: 'LIKELY',
  possible: 'POSSIBLE',
  unknown: 'UNKNOWN',
  'ruled-out': 'RULED OUT',
} as const satisfies Record<Verdict, string>;

export const STRENGTHS = {
  direct: 'direct evidence',
  indirect: 'indirect evidence',
  correlated: 'correlation only',
} as const satisfies Record<Strength, string>;

export const SEVERITIES = {
  error: 'ERROR',
  warning: 'WARNING',
  info: 'NOTE',
} as const satisfies Record<Severity, string>;

export const CHECK_STATUS = {
  pass: 'pass',
  fail: 'FAIL',
  unknown: 'unknown',
  'not-run': 'not run',
} as const satisfies Record<PredictedCheck['status'], string>;

export const PREDICTIONS = {
  starts: 'STARTS',
  'starts-degraded': 'STARTS DEGRADED (a check fails, strict mode is off)',
  exits: 'EXITS before the server listens',
  'crashes-on-import': 'CRASHES while its settings are imported',
  unknown: 'UNKNOWN: a value that cannot be seen decides',
} as const satisfies Record<PredictedOutcome, string>;

export const CONFIGURATIONS = {
  current: 'the configuration the service has now',
  'rolled-back-to': 'the configuration rolled back to; the failed one is no longer in the service',
  attempted: 'the configuration of the attempted deployment',
  'changed-since': 'the configuration of a later update; the examined deployment may have run with another',
} as const satisfies Record<StartupSummary['configuration'], string>;

export const HORIZONS = {
  immediate: 'Immediate',
  'short-term': 'Short term',
  'medium-term': 'Medium term',
  'long-term': 'Long term',
} as const satisfies Record<Step['horizon'], string>;

export const HORIZON_ORDER = [
  'immediate',
  'short-term',
  'medium-term',
  'long-term',
] as const satisfies readonly (keyof typeof HORIZONS)[];

export const STEP_KINDS = {read: 'reads', mutate: 'CHANGES', work: 'code'} as const satisfies Record<
  Step['kind'],
  string
>;

export const TIMELINE_SOURCES = {
  operation: 'operation',
  'app-runner': 'App Runner',
  application: 'application',
  change: 'change',
  image: 'image',
} as const satisfies Record<TimelineEntry['source'], string>;

export const GAP_STATUS = {
  denied: 'access denied',
  error: 'failed',
  timeout: 'timed out',
  skipped: 'not asked for',
} as const satisfies Record<GapStatus, string>;

export const EVIDENCE = {
  identity: 'identity',
  service: 'service',
  operations: 'operations',
  'service-log': 'service log',
  'application-log': 'application log',
  'image-attempted': 'attempted image',
  'image-running': 'running image',
  'image-files': 'image files',
  baseline: 'baseline',
  'change-history': 'change history',
  roles: 'roles',
  secrets: 'secrets',
  network: 'network',
  metrics: 'metrics',
  'sibling-repositories': 'sibling repositories',
  domains: 'custom domains',
  keys: 'KMS keys',
} as const satisfies Record<EvidenceId, string>;
