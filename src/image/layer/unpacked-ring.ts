/** Bytes of one place. */
const PLACE_BYTES = 256 * 1024;
const PLACES = 8;
/** A side that waits is woken when the other is so many places ahead, or at an end: to wake it for each costs more than
 * the piece does. */
const WORTH_WAKING = 4;
/** In the control words: places put, places taken, whether either side gave up; then a kind and a value for each place. */
const PUT = 0;
const TAKEN = 1;
const GIVEN_UP = 2;
const FIRST_PLACE = 3;
const CONTROL_BYTES = 4 * (FIRST_PLACE + 2 * PLACES);

/** What a place holds. */
export const PIECE = {
  /** So many bytes of the unpacked archive. */
  unpacked: 1,
  /** A gzip member is over; the value is the CRC-32 that it ends with. */
  member: 2,
  end: 3,
  /** Unpacking failed here; the other thread says how. */
  failed: 4,
} as const;

export interface Piece {
  readonly kind: number;
  /** Of `member` the CRC-32. */
  readonly value: number;
  /** Valid until the next piece is taken. */
  readonly bytes: Buffer;
}

/**
 * Unpacked bytes on their way from one thread to another, through places that are used in turn. Both sides wait without
 * an event loop: they have nothing else to do meanwhile, and there are thousands of pieces.
 */
export class UnpackedRing {
  readonly #control: Int32Array;
  readonly #places: readonly Buffer[];

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(CONTROL_BYTES + PLACES * PLACE_BYTES);
  }

  constructor(memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, FIRST_PLACE + 2 * PLACES);
    this.#places = Array.from({length: PLACES}, (_, i) =>
      Buffer.from(memory, CONTROL_BYTES + i * PLACE_BYTES, PLACE_BYTES),
    );
  }

  /** Memory for the next piece, the same until it is put. Waits for it; undefined when the reader gave up. */
  room(): Buffer | undefined {
    const put = this.#load(PUT);
    for (;;) {
      const taken = this.#load(TAKEN);
      if (this.#load(GIVEN_UP) !== 0) return undefined;
      if (put - taken < PLACES) return this.#places[put % PLACES];
      Atomics.wait(this.#control, TAKEN, taken);
    }
  }

  /** @param value its length in bytes, where it has bytes */
  put(kind: number, value = 0): void {
    const put = this.#load(PUT);
    const at = FIRST_PLACE + 2 * (put % PLACES);
    Atomics.store(this.#control, at, kind);
    Atomics.store(this.#control, at + 1, value | 0);
    const isLast = kind === PIECE.end || kind === PIECE.failed;
    this.#count(PUT, isLast || put + 1 - this.#load(TAKEN) >= WORTH_WAKING);
  }

  /** The next piece. Waits for it; undefined when the layer was given up. */
  take(): Piece | undefined {
    const taken = this.#load(TAKEN);
    for (;;) {
      const put = this.#load(PUT);
      if (this.#load(GIVEN_UP) !== 0) return undefined;
      if (put !== taken) break;
      Atomics.wait(this.#control, PUT, put);
    }
    const at = FIRST_PLACE + 2 * (taken % PLACES);
    const kind = this.#load(at);
    const value = this.#load(at + 1);
    const place = this.#places[taken % PLACES] as Buffer;
    return {kind, value: value >>> 0, bytes: place.subarray(0, kind === PIECE.unpacked ? value : 0)};
  }

  /** The piece taken last is read. */
  giveBack(): void {
    const used = this.#load(PUT) - this.#load(TAKEN) - 1;
    this.#count(TAKEN, PLACES - used >= WORTH_WAKING);
  }

  /** Ends every wait of both sides. */
  giveUp(): void {
    Atomics.store(this.#control, GIVEN_UP, 1);
    // A waiting side sleeps until the count it saw is another one; these are not used any more.
    this.#count(PUT, true);
    this.#count(TAKEN, true);
  }

  #load(index: number): number {
    return Atomics.load(this.#control, index);
  }

  #count(index: number, wake: boolean): void {
    Atomics.add(this.#control, index, 1);
    if (wake) Atomics.notify(this.#control, index);
  }
}
