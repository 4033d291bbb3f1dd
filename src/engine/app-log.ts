import type {AppRecord} from '../logs/model.js';
import type {Facts} from './rule.js';

/** Questions that several rules ask of the application's records. */

/** Records of each stream up to the one with which its server says that it listens. */
export function beforeListening(records: readonly AppRecord[]): AppRecord[] {
  const listening = new Set<string>();
  return records.filter((record) => {
    if (record.listen !== undefined) listening.add(record.stream);
    return !listening.has(record.stream);
  });
}

/**
 * The error with which each stream ended: its last traceback before it listens. Earlier ones were survived.
 */
export function finalTracebacks(records: readonly AppRecord[]): AppRecord[] {
  const last = new Map<string, AppRecord>();
  for (const record of beforeListening(records)) {
    if (record.traceback !== undefined) last.set(record.stream, record);
  }
  return [...last.values()];
}

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

/** A traceback's type without its package: "psycopg2.OperationalError" is "OperationalError". */
export function shortType(record: AppRecord): string {
  return (record.traceback?.type ?? '').split('.').at(-1) ?? '';
}
