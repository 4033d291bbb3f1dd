import type {AppRecord, AppRunnerEvent} from '../logs/model.js';
import type {Pointer} from './rule.js';

/** Longest excerpt that a report quotes, in characters. */
const EXCERPT = 400;

export function iso(timestamp: number): string {
  return new Date(timestamp).toISOString();
}

export function excerpt(text: string): string {
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT - 1)}…`;
}

/** Points at a line of App Runner's own log. */
export function atEvent(event: AppRunnerEvent): Pointer {
  return {
    evidence: 'service-log',
    path: `[${event.index}]`,
    time: iso(event.timestamp),
    stream: event.stream,
    excerpt: excerpt(event.message),
  };
}

/** Points at a record of the application log; of a traceback the lines that say most: its end. */
export function atRecord(record: AppRecord, line?: string): Pointer {
  return {
    evidence: 'application-log',
    path: record.first === record.last ? `events[${record.first}]` : `events[${record.first}..${record.last}]`,
    time: iso(record.timestamp),
    stream: record.stream,
    excerpt: excerpt(line ?? lastLines(record)),
  };
}

function lastLines(record: AppRecord): string {
  if (record.traceback === undefined) return record.text.trimEnd();
  const lines = record.text.trimEnd().split('\n');
  if (record.traceback.language === 'python' || record.traceback.language === 'other')
    return lines.at(-1) ?? record.text;
  return lines.find((line) => line.trim() !== '') ?? record.text;
}
