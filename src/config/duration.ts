import {usageError} from '../errors.js';

const UNITS: {readonly [unit: string]: number} = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};

/**
 * `30s`, `15m`, `2h`, `7d`, and several of them in falling order: `1h30m`. A fraction may stand: `1.5h`.
 *
 * @returns milliseconds
 * @throws DiagError (exit 2) for anything else, a bare number included: 30 of what?
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) throw badDuration(text);
  let total = 0;
  let previous = Number.POSITIVE_INFINITY;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    const size = UNITS[String(unit)];
    if (size === undefined || size >= previous) throw badDuration(text);
    previous = size;
    total += Number(amount) * size;
  }
  if (!Number.isSafeInteger(Math.round(total))) throw badDuration(text);
  return Math.round(total);
}

function badDuration(text: string) {
  return usageError(`"${text}" is not a duration.`, ['Write a number with its unit: 30s, 15m, 2h or 7d.']);
}

/** Seconds of a duration, or of a bare number, which counts as seconds (`--wait-logs 90`). */
export function parseSeconds(text: string): number {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Math.round(Number(text) * 1000) : parseDuration(text);
}

/**
 * A point in time: an ISO 8601 date or time (UTC where no offset stands), or a duration before now.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds
 * @throws DiagError (exit 2)
 */
export function parseTime(text: string, now: number): number {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
    trimmed,
  );
  if (iso !== null) {
    const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = iso;
    const offset = /^z$/i.test(zone) ? 'Z' : normalOffset(zone);
    const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${offset}`);
    // Date.parse refuses most days that do not exist, but takes 31 February as 2 or 3 March.
    const dayExists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
    if (!Number.isNaN(time) && dayExists) return time;
    throw badTime(text);
  }
  if (trimmed === 'now') return now;
  try {
    return now - parseDuration(trimmed);
  } catch {
    throw badTime(text);
  }
}

function normalOffset(zone: string): string {
  const digits = zone.replace(':', '');
  return `${digits.slice(0, 3)}:${digits.slice(3) || '00'}`;
}

function badTime(text: string) {
  return usageError(`"${text}" is neither a time nor a duration.`, [
    'Write a duration before now (30m, 2h, 7d) or an ISO 8601 time (2026-01-20T14:00:00Z; UTC unless an offset stands there).',
  ]);
}
