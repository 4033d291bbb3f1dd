import type {UnpackedReceiver} from './gunzip.js';
import {PIECE, type UnpackedRing} from './unpacked-ring.js';

/** Takes what a layer unpacks to from some place on: another thread parses and hashes it. */
export interface UnpackedSink extends UnpackedReceiver {
  /** What was put into the memory that `room` gave. */
  put(out: Buffer): void;
  end(): void;
  /** Unpacking failed: what stands before this place may be wrong too, and comes first. */
  fail(): void;
}

/** The way through a ring. Every step may throw {@link GivenUp}: the reader needs nothing more. */
export class RingSink implements UnpackedSink {
  readonly #ring: UnpackedRing;

  constructor(ring: UnpackedRing) {
    this.#ring = ring;
  }

  room(): Buffer {
    const room = this.#ring.room();
    if (!room) throw new GivenUp();
    return room;
  }

  put(out: Buffer): void {
    this.#ring.put(PIECE.unpacked, out.length);
  }

  verify(crc: number): void {
    this.room();
    this.#ring.put(PIECE.member, crc);
  }

  end(): void {
    this.room();
    this.#ring.put(PIECE.end);
  }

  fail(): void {
    if (this.#ring.room()) this.#ring.put(PIECE.failed);
  }
}

/** Not a failure: whoever reads has found what it looked for, or was told to stop. */
export class GivenUp extends Error {}
