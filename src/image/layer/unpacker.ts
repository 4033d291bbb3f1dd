import {openRawGunzip, type RawGunzip} from './gunzip.js';
import {sniffCompression} from './inflate.js';
import type {ReadOptions} from './listing.js';
import {PIECE, type UnpackedRing} from './unpacked-ring.js';

/** Bytes that tell gzip from everything else. */
const MAGIC_BYTES = 2;

/**
 * The first half of reading a layer, where a thread is free for the second: unpacks gzip into a ring, from which a
 * {@link LayerReader} on the other thread parses and hashes. Anything but gzip is handed on as it came.
 */
export class Unpacker {
  readonly #ring: UnpackedRing;
  readonly #publicApiOnly: boolean;
  #gunzip: RawGunzip | undefined;
  #isGzip: boolean | undefined;
  #head: Buffer = Buffer.alloc(0);
  readonly #onUnpacked = (out: Buffer): void => this.#ring.put(PIECE.unpacked, out.length);

  constructor(ring: UnpackedRing, {publicApiOnly = false}: ReadOptions) {
    this.#ring = ring;
    this.#publicApiOnly = publicApiOnly;
  }

  push(chunk: Buffer): void {
    this.#guarded(() => {
      if (this.#isGzip === undefined) {
        this.#head = Buffer.concat([this.#head, chunk]);
        if (this.#head.length >= MAGIC_BYTES) this.#begin();
      } else this.#forward(chunk);
    });
  }

  finish(): void {
    this.#guarded(() => {
      if (this.#isGzip === undefined) this.#begin();
      this.#gunzip?.finish();
      this.#room();
      this.#ring.put(PIECE.end);
    });
  }

  close(): void {
    this.#gunzip?.close();
    this.#gunzip = undefined;
  }

  #begin(): void {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    if (!this.#publicApiOnly && sniffCompression(head) === 'gzip') {
      this.#gunzip = openRawGunzip({
        verify: (crc) => {
          this.#room();
          this.#ring.put(PIECE.member, crc);
        },
        room: () => this.#room(),
      });
    }
    this.#isGzip = this.#gunzip !== undefined;
    this.#forward(head);
  }

  #forward(chunk: Buffer): void {
    this.#gunzip?.push(chunk, this.#onUnpacked);
    for (let at = this.#gunzip ? chunk.length : 0; at < chunk.length; ) {
      const room = this.#room();
      const bytes = chunk.copy(room, 0, at);
      this.#ring.put(PIECE.packed, bytes);
      at += bytes;
    }
  }

  #room(): Buffer {
    const room = this.#ring.room();
    if (!room) throw new GivenUp();
    return room;
  }

  /** What goes wrong is marked in its place: what stood before it may be wrong too, and comes first. */
  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (error instanceof GivenUp) return;
      if (this.#ring.room()) this.#ring.put(PIECE.failed);
      throw error;
    }
  }
}

/** The reader needs nothing more. */
class GivenUp extends Error {}
