import {crc32} from 'node:zlib';

const POLYNOMIAL = 0xedb88320;
/** x^0 and x^8, bits reversed. */
const ONE = 0x8000_0000 | 0;
const X8 = 0x0080_0000;
/** For each byte of a length its 256 powers of x^8: a file's length is three factors, not one for each bit. */
const powers: Int32Array[] = [];

/**
 * The CRC-32 of all that comes, where the CRC-32 of a part may be known already: gzip ends with the one of the whole,
 * files want one each, and no byte is looked at twice.
 */
export class RunningCrc {
  /** Signed: a small integer to V8, whatever its bits. */
  #crc: number;

  /** @param before the sum of what came before */
  constructor(before = 0) {
    this.#crc = before | 0;
  }

  add(bytes: Uint8Array): void {
    this.#crc = crc32(bytes, this.#crc >>> 0) | 0;
  }

  /** As if these bytes had been added; a tenth of a microsecond, whatever their length. */
  addKnown(crc: number, length: number): void {
    this.#crc = movedAlong(this.#crc, length) ^ crc;
  }

  /**
   * The sum so far; the next one begins anew.
   *
   * @param before the sum of what the next known part begins with, where that lies before the new sum
   */
  take(before = 0): number {
    const crc = this.#crc >>> 0;
    this.#crc = before | 0;
    return crc;
  }
}

/** The CRC-32 of a text with so many bytes of nought behind it, from the one of the text. Signed or not, as it comes. */
export function withZeros(crc: number, length: number): number {
  // The sum begins, and ends, with all its bits turned over.
  return ~movedAlong(~crc, length);
}

/** A sum times x^(8·length): what becomes of it by so many bytes of nought. */
function movedAlong(crc: number, length: number): number {
  let sum = crc;
  let rest = length;
  for (let byte = 0; rest > 0; byte++) {
    const value = rest % 256;
    powers[byte] ??= powersOf(powers[byte - 1]);
    if (value > 0) sum = multiply(powers[byte]?.[value] as number, sum);
    rest = (rest - value) / 256;
  }
  return sum;
}

/**
 * a·b modulo the polynomial, bits reversed as the CRC has them (zlib's crc32_combine does the same). Without branches:
 * its bits are as good as random, and a processor that guesses them is wrong every other time.
 */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let rest = a; rest !== 0; rest <<= 1) {
    product ^= factor & (rest >> 31);
    factor = (factor >>> 1) ^ (POLYNOMIAL & -(factor & 1));
  }
  return product;
}

/** The powers of the next higher byte. */
function powersOf(below: Int32Array | undefined): Int32Array {
  const base = below === undefined ? X8 : multiply(below[255] as number, below[1] as number);
  const powers = new Int32Array(256);
  powers[0] = ONE;
  for (let value = 1; value < 256; value++) powers[value] = multiply(powers[value - 1] as number, base);
  return powers;
}
