/** Shorter values arise by chance where two texts are put together. */
const SHORTEST = 8;
const CELLS = 1 << 16;

/** Which values could run over the border of two texts. */
export interface Borders {
  add(value: string): void;
  isLong(length: number): boolean;
  /** How far to look on each side of the border; 0: no value runs over it, which is nearly always so. */
  reach(before: string, after: string): number;
}

/**
 * A value that runs over a border has four characters in a row around it. Those of all values are noted as hashes, so
 * that a border costs three look-ups, however many values there are; a hash that meets another by chance costs a search.
 */
export function createBorders(): Borders {
  const cells = new Uint8Array(CELLS);
  let longest = 0;
  const noted = (text: string) => cells[hash(text, 0)] === 1;
  return {
    isLong: (length) => length >= SHORTEST,
    add(value) {
      if (value.length < SHORTEST) return;
      longest = Math.max(longest, value.length);
      for (let at = 0; at + 4 <= value.length; at++) cells[hash(value, at)] = 1;
    },
    reach(before, after) {
      if (longest === 0) return 0;
      const around = [1, 2, 3].some((left) => noted(before.slice(-left) + after.slice(0, 4 - left)));
      return around ? longest - 1 : 0;
    },
  };
}

/** Of four characters; past the end of a text a character counts as zero. */
function hash(text: string, at: number): number {
  let sum = 0;
  for (let i = at; i < at + 4; i++) sum = Math.imul(sum, 31) + (text.charCodeAt(i) || 0) * 0x9e5;
  return (sum ^ (sum >>> 16)) & (CELLS - 1);
}
