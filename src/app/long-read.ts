const MINUTE = 60_000;
/** Sooner the pace says nothing yet. */
const ENOUGH_MS = 15_000;
/** Longer than this it is worth saying that there is a faster way. */
const LONG_MS = MINUTE;

/**
 * What to say when reading page by page takes long.
 *
 * @param spent milliseconds so far
 * @param share of the window that has been read, 0 to 1
 */
export function longReadText(spent: number, share: number): string | undefined {
  if (spent < ENOUGH_MS || share <= 0) return undefined;
  const left = (spent / share) * (1 - share);
  if (left < LONG_MS) return undefined;
  return `If the log goes on as dense as this, it takes ${Math.ceil(left / MINUTE)} minutes more. Faster are a shorter --since, --filter (the server searches), and for few lines of very many --insights with --grep or --filter (AWS bills it by the bytes scanned).`;
}
