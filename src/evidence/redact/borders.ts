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
  const noted = (a: number, b: number, c: number, d: number) => cells[hash(a, b, c, d)] === 1;
  return {
    isLong: (length) => length >= SHORTEST,
    add(value) {
      if (value.length < SHORTEST) return;
      longest = Math.max(longest, value.length);
      for (let at = 0; at + 4 <= value.length; at++) {
        const code = (further: number) => value.charCodeAt(at + further);
        cells[hash(code(0), code(1), code(2), code(3))] = 1;
      }
    },
    reach(before, after) {
      if (longest === 0) return 0;
      // Hundreds of thousands of borders: no text is cut or put together for them.
      const end = before.length;
      const l3 = before.charCodeAt(end - 3);
      const l2 = before.charCodeAt(end - 2);
      const l1 = before.charCodeAt(end - 1);
      const r1 = after.charCodeAt(0);
      const r2 = after.charCodeAt(1);
      const r3 = after.charCodeAt(2);
      const around = noted(l1, r1, r2, r3) || noted(l2, l1, r1, r2) || noted(l3, l2, l1, r1);
      return around ? longest - 1 : 0;
    },
  };
}

/** Of four characters in a row; one past the end of a text is NaN and counts as zero. */
function hash(a: number, b: number, c: number, d: number): number {
  const sum = Math.imul(Math.imul(Math.imul(a, 31) + b, 31) + c, 31) + d;
  const spread = Math.imul(sum, 0x9e5);
  return (spread ^ (spread >>> 16)) & (CELLS - 1);
}
