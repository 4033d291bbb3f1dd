import type {AppRecord} from '../logs/model.js';
import type {Facts} from './rule.js';

/** Questions that several rules ask of the application's records. */

/** Records of each stream up to the one with which its server says that it listens, and the error of which it ended. */
export function beforeListening(records: readonly AppRecord[]): AppRecord[] {
  const listening = new Set<string>();
  return records.filter((record) => {
    if (record.listen !== undefined) listening.add(record.stream);
    return record.ended === true || !listening.has(record.stream);
  });
}

/**
 * The error with which each stream ended: its last traceback before it listens, or the one of which it ended after that.
 * Earlier ones were survived.
 */
export function finalTracebacks(records: readonly AppRecord[]): AppRecord[] {
  const last = new Map<string, AppRecord>();
  for (const record of beforeListening(records)) {
    if (record.traceback !== undefined && !isConsequence(record)) last.set(record.stream, record);
  }
  return [...last.values()];
}

/**
 * Marks the errors of which processes ended, however far they had come: App Runner saw a container exit, the trace is the
 * last of its stream, and no request was answered after it.
 */
export function markEnds(records: readonly AppRecord[], exits: readonly {readonly timestamp: number}[]): AppRecord[] {
  const last = new Map<string, AppRecord>();
  for (const record of records) {
    if (record.traceback !== undefined && !isConsequence(record)) last.set(record.stream, record);
    else if (record.access !== undefined || record.listen !== undefined) last.delete(record.stream);
  }
  const ends = new Set(
    [...last.values()].filter(({timestamp}) =>
      exits.some((exit) => timestamp > exit.timestamp - BEFORE_EXIT && timestamp < exit.timestamp + AFTER_EXIT),
    ),
  );
  return records.map((record) => (ends.has(record) ? {...record, ended: true as const} : record));
}

/** Milliseconds: App Runner says of an exit that it happened when it has seen it. */
const BEFORE_EXIT = 120_000;
const AFTER_EXIT = 5_000;

/** What a parent process says when its worker died of something else. */
export function isConsequence(record: AppRecord): boolean {
  return CONSEQUENCES.has(shortType(record));
}

const CONSEQUENCES: ReadonlySet<string> = new Set(['HaltServer', 'SystemExit', 'KeyboardInterrupt']);

/** An error of a general name may be the last word of whatever failed before it. */
export function isGeneralError(record: AppRecord): boolean {
  return /^(?:|Error|Exception|RuntimeError|SystemExit|panic|RuntimeException|IllegalStateException)$/.test(
    shortType(record),
  );
}

/** Records of each stream up to the first request that it answered: later, one slow request is no start that hangs. */
export function beforeAnswers(records: readonly AppRecord[]): AppRecord[] {
  const answered = new Set<string>();
  return records.filter((record) => {
    if (record.access !== undefined) answered.add(record.stream);
    return !answered.has(record.stream);
  });
}

/** A warning, a notice: what says it goes on. An exception with its trace counts whatever its level. */
export function withoutMild(records: readonly AppRecord[]): AppRecord[] {
  return records.filter(({traceback, level}) => traceback !== undefined || !MILD.has(level ?? ''));
}

const MILD: ReadonlySet<string> = new Set(['warning', 'info', 'debug']);

/** The first record whose text matches, with the line that does. */
export function firstMatch(
  records: readonly AppRecord[],
  pattern: RegExp,
): {readonly record: AppRecord; readonly line: string; readonly match: RegExpMatchArray} | undefined {
  for (const record of records) {
    for (const line of record.text.split('\n')) {
      const match = line.match(pattern);
      if (match) return {record, line: line.trim(), match};
    }
  }
  return undefined;
}

/** Whether the code that a record quotes read the environment just there, and no other dictionary. */
export function readsEnvironment({text}: AppRecord): boolean {
  return /\bos\.environ\b|\bgetenv\b|<frozen os>|process\.env|ENV\.fetch|System\.getenv/.test(text);
}

/** Where a variable of this name is configured; undefined when nowhere that we could see. */
export function whereConfigured(
  name: string,
  service: Facts['service'],
  image: Facts['image-attempted'] | undefined,
): string | undefined {
  if (service.configuration.variables.some((v) => v.name === name)) return 'plain variable';
  if (service.configuration.secrets.some((s) => s.name === name)) return 'secret';
  if (image?.config?.variables?.some((v) => v.name === name)) return 'image ENV';
  return undefined;
}

/**
 * Servers that listen on every address. Next.js bound to the instance's own name prints that host's address as
 * "Network:", which elsewhere stands for every address: below such a name it is none.
 */
export function listensEverywhere(records: readonly AppRecord[]): AppRecord[] {
  const named = records.some((record) => isOwnName(record.listen?.host ?? ''));
  return records.filter(
    (record) => EVERYWHERE.has(record.listen?.host ?? '') && !(named && NETWORK_URL.test(record.text)),
  );
}

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]', '*', '+']);
const NETWORK_URL = /^\W{0,20}Network:\s+https?:\/\/(?!0\.0\.0\.0|\[::\])/m;

/** The instance's own name, from the HOSTNAME that App Runner injects. */
export function isOwnName(host: string): boolean {
  return /^ip-[\d-]+(?:\.|$)/.test(host) || host.endsWith('.internal');
}

/** A traceback's type without its package: "psycopg2.OperationalError" is "OperationalError". */
export function shortType(record: AppRecord): string {
  return (record.traceback?.type ?? '').split('.').at(-1) ?? '';
}

/**
 * Takes back the word of a server that spoke too early: gunicorn's master says that it listens before its workers have
 * loaded the application, and a Node program may listen first and then die of what it started. A listen line that is
 * followed by the error of which the process ended, with no request answered between, proves nothing.
 *
 * @param exited App Runner saw the container exit by itself
 */
export function withoutEarlyListens(records: readonly AppRecord[], exited: boolean): readonly AppRecord[] {
  const lastError = new Map<string, number>();
  const firstAnswer = new Map<string, number>();
  records.forEach((record, index) => {
    if (record.traceback !== undefined || BOOT_FAILURE.test(record.text) || (exited && isAddressTaken(record)))
      lastError.set(record.stream, index);
    if (record.access !== undefined && !firstAnswer.has(record.stream)) firstAnswer.set(record.stream, index);
  });
  return records.map((record, index) => {
    if (record.listen === undefined) return record;
    const error = lastError.get(record.stream) ?? -1;
    const answer = firstAnswer.get(record.stream) ?? Number.POSITIVE_INFINITY;
    const early = error > index && answer > error && (exited || PREFORK.has(record.listen.server ?? ''));
    if (!early) return record;
    const {listen: _, ...rest} = record;
    return rest;
  });
}

/** The socket that a server has just announced was not its own. */
function isAddressTaken({text}: AppRecord): boolean {
  return /\baddress already in use\b|\bEADDRINUSE\b/i.test(text);
}

/** Servers whose parent opens the socket, and says so, before a worker has loaded the application. */
const PREFORK: ReadonlySet<string> = new Set(['gunicorn', 'unicorn']);
const BOOT_FAILURE = /Worker failed to boot|Exception in worker process|WORKER TIMEOUT|reaped .* worker=/;
