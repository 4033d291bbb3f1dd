export {plural} from '../plural.js';

/** Times, durations and sizes as words. No clock and no zone of the machine: the zone is an argument. */

export interface ZonedTime {
  /** 2026-11-20 */
  readonly date: string;
  /** 02:14:03 */
  readonly time: string;
}

/** @param zone IANA name. Null for what is no ISO time. */
export function zonedTime(iso: string, zone: string): ZonedTime | null {
  const date = new Date(iso);
  if (!/^\d{4}-\d\d-\d\dT/.test(iso) || Number.isNaN(date.getTime())) return null;
  if (zone === 'UTC') {
    const text = date.toISOString();
    return {date: text.slice(0, 10), time: text.slice(11, 19)};
  }
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
  };
}

/** "UTC", "UTC+02:00": the zone's offset at that moment. */
export function zoneLabel(iso: string, zone: string): string {
  if (zone === 'UTC' || zonedTime(iso, zone) === null) return 'UTC';
  const name = new Intl.DateTimeFormat('en-GB', {timeZone: zone, timeZoneName: 'longOffset'})
    .formatToParts(new Date(iso))
    .find((part) => part.type === 'timeZoneName')?.value;
  return name === undefined || name === 'GMT' ? 'UTC' : name.replace('GMT', 'UTC');
}

/** "2026-11-20 02:14:03 UTC"; what is no time comes back as it is. */
export function formatTime(iso: string, zone: string): string {
  const time = zonedTime(iso, zone);
  return time === null ? iso : `${time.date} ${time.time} ${zoneLabel(iso, zone)}`;
}

/** "02:14:03": for places that name the day and zone elsewhere. */
export function formatClock(iso: string, zone: string): string {
  return zonedTime(iso, zone)?.time ?? iso;
}

/** "2026-11-20 02:14:03 – 02:22:41 UTC"; both days when they differ. */
export function formatSpan(from: string, to: string, zone: string): string {
  const a = zonedTime(from, zone);
  const b = zonedTime(to, zone);
  if (a === null || b === null) return `${formatTime(from, zone)} – ${formatTime(to, zone)}`;
  const end = a.date === b.date ? b.time : `${b.date} ${b.time}`;
  return `${a.date} ${a.time} – ${end} ${zoneLabel(to, zone)}`;
}

/** "8 min 38 s", "2 h 5 min", "3 d 4 h". */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const units = [
    ['d', Math.floor(total / 86_400)],
    ['h', Math.floor(total / 3600) % 24],
    ['min', Math.floor(total / 60) % 60],
    ['s', total % 60],
  ] as const;
  const first = units.findIndex(([, value]) => value > 0);
  if (first === -1) return '0 s';
  return units
    .slice(first, first + 2)
    .filter(([, value]) => value > 0)
    .map(([unit, value]) => `${value} ${unit}`)
    .join(' ');
}

/** Decimal, as the ECR console shows them: "412.3 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** "sha256:0123456789ab…": enough to recognise. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1…');
}
