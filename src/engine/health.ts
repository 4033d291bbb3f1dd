import type {AppRecord, AppRunnerEvent} from '../logs/model.js';
import type {Facts} from './rule.js';
import {beforeStopping} from './stopping.js';

/** What the health check of the examined deployment asked for, and where that stands. */
export interface CheckedEndpoint {
  readonly protocol: string | undefined;
  readonly path: string | undefined;
  readonly port: number | undefined;
  /** From App Runner's own line of that deployment: the attempted configuration. Else from DescribeService. */
  readonly from: 'service-log' | 'service';
}

/** App Runner's line of the deployment wins: after a rollback DescribeService shows the kept configuration. */
export function checkedEndpoint(
  events: readonly AppRunnerEvent[],
  service: Facts['service'] | undefined,
): CheckedEndpoint {
  const line =
    events.find((e) => e.kind === 'health-check-started') ?? events.find((e) => e.kind === 'health-check-failed');
  if (line && 'port' in line && line.port !== undefined) {
    return {protocol: line.protocol, path: line.path, port: Number(line.port), from: 'service-log'};
  }
  const port = service?.configuration.port;
  return {
    protocol: service?.healthCheck?.protocol,
    path: service?.healthCheck?.path,
    port: port === undefined ? undefined : Number(port),
    from: 'service',
  };
}

/** Whether a request path is the health path, apart from query and trailing slash. */
export function isHealthPath(path: string, health: string): boolean {
  return withoutSlash(path) === withoutSlash(health);
}

function withoutSlash(path: string): string {
  return bare(path).replace(/(?<=.)\/$/, '');
}

function bare(path: string): string {
  return path.replace(/[?#].*$/, '');
}

/** Kinds of answers on the health path that have causes of their own. */
export type AnswerClass = 'ok' | 'redirect' | 'auth' | 'missing' | 'host' | 'failing' | 'other';

export interface HealthAnswers {
  readonly path: string;
  /** On the path itself, or, where nobody asked for that, on the path with or without a slash at its end. */
  readonly own: readonly Answered[];
  /** On the path with or without a slash at its end, beside its own. Servers redirect from one to the other. */
  readonly besides: readonly Answered[];
  /** Those that the application gave most; of two that are even, the later. */
  readonly majority: {readonly class: AnswerClass; readonly answers: readonly [Answered, ...Answered[]]};
}

type Answered = AppRecord & {readonly access: NonNullable<AppRecord['access']>};

/**
 * What the application answered on the health path while that counted: not after the check gave up, and of an instance
 * that was told to stop, not after that. A server that drains answers 503 whatever it answered before.
 */
export function healthAnswers(
  records: readonly AppRecord[],
  events: readonly AppRunnerEvent[],
  service: Facts['service'] | undefined,
): HealthAnswers | undefined {
  const {path, protocol} = checkedEndpoint(events, service);
  if (path === undefined || protocol?.toUpperCase() === 'TCP') return undefined;
  const until = gaveUp(events)?.timestamp ?? Number.POSITIVE_INFINITY;
  const given = beforeStopping(records)
    .filter(isAnswer)
    .filter((record) => record.timestamp <= until && isHealthPath(record.access.path, path));
  const answers = events.some((event) => event.kind === 'health-check-ok') ? fromFirstGood(given) : given;
  const exact = answers.filter(({access}) => bare(access.path) === bare(path));
  const own = exact.length > 0 ? exact : answers;
  const majority = mostOf(own);
  return majority && {path, own, besides: answers.filter((answer) => !own.includes(answer)), majority};
}

/** A check that passed has forgiven what was answered while the application started. */
function fromFirstGood(answers: readonly Answered[]): readonly Answered[] {
  const first = answers.findIndex(({access}) => classOf(access.status) === 'ok');
  return first === -1 ? answers : answers.slice(first);
}

/** App Runner's line with which a deployment was given up. */
export function gaveUp(events: readonly AppRunnerEvent[]): AppRunnerEvent | undefined {
  return (
    events.find((event) => event.kind === 'health-check-failed') ??
    events.find((event) => event.kind === 'deployment' && event.what === 'failed')
  );
}

function isAnswer(record: AppRecord): record is Answered {
  return record.access !== undefined;
}

function mostOf(answers: readonly Answered[]): HealthAnswers['majority'] | undefined {
  const groups = new Map<AnswerClass, Answered[]>();
  for (const answer of answers) {
    const kind = classOf(answer.access.status);
    const group = groups.get(kind) ?? [];
    groups.delete(kind);
    groups.set(kind, [...group, answer]);
  }
  // In the order of their last answers: of two that are even, the later one stays.
  let most: HealthAnswers['majority'] | undefined;
  for (const [kind, [first, ...rest]] of groups) {
    if (first !== undefined && rest.length + 1 >= (most?.answers.length ?? 0)) {
      most = {class: kind, answers: [first, ...rest]};
    }
  }
  return most;
}

export function classOf(status: number): AnswerClass {
  if (status < 300) return 'ok';
  if (status === 401 || status === 403) return 'auth';
  if (status === 404 || status === 405 || status === 410) return 'missing';
  if (status === 400 || status === 421) return 'host';
  if (status < 400) return 'redirect';
  return status >= 500 ? 'failing' : 'other';
}

/** Each status with how often it was given, most frequent first: "404 ×30, 503 ×1". */
export function tally(answers: readonly Answered[]): {readonly status: number; readonly text: string} {
  const counts = new Map<number, number>();
  for (const {access} of answers) counts.set(access.status, (counts.get(access.status) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return {
    status: sorted[0]?.[0] ?? 0,
    text: sorted.map(([status, count]) => `${status} ×${count}`).join(', '),
  };
}

/** What lies this close to an answer may have to do with it. */
export const NEAR_MS = 5_000;
/** Of thousands of answers that are alike a few tell as much. */
export const MOST_COMPARED = 20;

const CREDENTIALS =
  /\b(?:authenticat\w*|authori[sz]ation|credentials?|api[-_ ]?keys?|tokens?|jwt|bearer|log(?:ged)?[- ]?in|session|unauthori[sz]ed)\b/i;
const MISSED =
  /\b(?:missing|invalid|expired|required|denied|refus\w*|reject\w*|fail\w*|no|not|without|forbidden|unauthori[sz]ed)\b/i;

/** Whether it was credentials that were missed: 401 says so itself, 403 only beside a line that does. */
export function credentialsAreMissed(answers: readonly Answered[], records: readonly AppRecord[]): boolean {
  if (answers.some(({access}) => access.status === 401)) return true;
  const sample = answers.slice(-MOST_COMPARED);
  const near = (record: AppRecord) =>
    sample.some((a) => a.stream === record.stream && Math.abs(a.timestamp - record.timestamp) <= NEAR_MS);
  return records
    .filter((record) => record.access === undefined && near(record))
    .some(({text}) => text.split('\n').some((line) => CREDENTIALS.test(line) && MISSED.test(line)));
}
