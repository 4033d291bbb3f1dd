/** Formats epoch milliseconds; lines of a log share their second, so its text is kept. */
export type FormatTime = (timestamp: number) => string;

const DIGITS = Array.from({length: 1000}, (_, ms) => String(ms).padStart(3, '0'));

/** ISO 8601 with milliseconds: in UTC ("…Z"), or on this machine's clock with its offset. */
export function createTimeFormat(local: boolean): FormatTime {
  let second = Number.NaN;
  let head = '';
  let tail = 'Z';
  return (timestamp) => {
    const now = Math.floor(timestamp / 1000);
    if (now !== second) {
      const date = new Date(now * 1000);
      // Outside what a Date can hold: shown as it came.
      if (Number.isNaN(date.getTime())) return String(timestamp);
      second = now;
      const offset = local ? -date.getTimezoneOffset() : 0;
      head = new Date(now * 1000 + offset * 60_000).toISOString().slice(0, -5);
      tail = local ? offsetText(offset) : 'Z';
    }
    return `${head}.${DIGITS[Math.floor(timestamp - now * 1000)] ?? '000'}${tail}`;
  };
}

function offsetText(minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const size = Math.abs(minutes);
  return `${sign}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}
