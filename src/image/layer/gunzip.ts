import zlib from 'node:zlib';
import {ImageProblem} from '../problem.js';

/** Node's own inflate handle: not public API, three times faster than the stream, so used only where it looks as known. */
export interface InflateHandle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inOffset: number,
    inLength: number,
    out: Uint8Array,
    outOffset: number,
    outLength: number,
  ): void;
  reset(): void;
  onerror: (message: string, errno: number, code: string) => void;
}

/** Whoever gets what is unpacked. */
export interface UnpackedReceiver {
  /** A member is over. @throws wrongSum() unless what it unpacked to has this CRC-32 */
  verify(crc: number): void;
  /** Memory for the next piece, the same until one is given to the sink. */
  room(): Buffer;
}

/** Bytes of the memory that a receiver gives. */
export const OUT_BYTES = 256 * 1024;
const FIXED_HEADER = 10;
const TRAILER = 8;
/** A name, a comment and extra fields beyond this are none. */
const MAX_HEADER = 256 * 1024;

/**
 * gzip over raw deflate: member after member, each checked against the length and the CRC-32 at its end. The CRC is the
 * receiver's: it hashes the files anyway, and the sum of the whole follows from theirs.
 *
 * Undefined where Node's handle does not look as known.
 */
export function openRawGunzip(receiver: UnpackedReceiver): RawGunzip | undefined {
  const stream = zlib.createInflateRaw({chunkSize: OUT_BYTES});
  const {_handle: handle, _writeState: state} = stream as unknown as {
    _handle?: Partial<InflateHandle> | null;
    _writeState?: unknown;
  };
  if (
    handle &&
    typeof handle.writeSync === 'function' &&
    typeof handle.reset === 'function' &&
    state instanceof Uint32Array &&
    state.length === 2
  ) {
    return new RawGunzip(stream, handle as InflateHandle, state, receiver);
  }
  stream.close();
  return undefined;
}

type Place = 'between' | 'header' | 'deflate' | 'trailer' | 'padding';

export class RawGunzip {
  readonly #stream: zlib.InflateRaw;
  readonly #handle: InflateHandle;
  /** [room left in the output, bytes left in the input], written by the handle. */
  readonly #state: Uint32Array;
  readonly #receiver: UnpackedReceiver;
  #place: Place = 'header';
  /** A header or trailer that is not whole yet. */
  #kept: Buffer = Buffer.alloc(0);
  #memberBytes = 0;
  #failure: {message: string; code: string} | undefined;

  constructor(stream: zlib.InflateRaw, handle: InflateHandle, state: Uint32Array, receiver: UnpackedReceiver) {
    this.#stream = stream;
    this.#handle = handle;
    this.#state = state;
    this.#receiver = receiver;
    handle.onerror = (message, _errno, code) => {
      this.#failure = {message, code};
    };
  }

  push(chunk: Buffer, sink: (out: Buffer) => void): void {
    let at = 0;
    while (at < chunk.length) {
      switch (this.#place) {
        case 'deflate':
          at = this.#inflate(chunk, at, sink);
          break;
        case 'header':
          at = this.#header(chunk, at);
          break;
        case 'trailer':
          at = this.#trailer(chunk, at);
          break;
        case 'between':
          // Zeros fill up to a block; anything else is the next member.
          this.#place = chunk[at] === 0 ? 'padding' : 'header';
          break;
        case 'padding':
          assertZeros(chunk.subarray(at));
          return;
      }
    }
  }

  finish(): void {
    if (this.#place === 'between' || this.#place === 'padding') return;
    throw new ImageProblem('truncated', 'the gzip stream ends too early');
  }

  close(): void {
    this.#stream.close();
  }

  /** @returns where the deflate stream ended in the chunk, or the chunk's length */
  #inflate(chunk: Buffer, from: number, sink: (out: Buffer) => void): number {
    let at = from;
    for (;;) {
      const out = this.#receiver.room();
      this.#handle.writeSync(zlib.constants.Z_NO_FLUSH, chunk, at, chunk.length - at, out, 0, out.length);
      if (this.#failure) throw gzipProblem(this.#failure.code, this.#failure.message);
      const room = this.#state[0] as number;
      at = chunk.length - (this.#state[1] as number);
      const bytes = out.length - room;
      if (bytes > 0) {
        this.#memberBytes += bytes;
        sink(out.subarray(0, bytes));
      }
      if (room === 0) continue;
      // Room in the output, yet input left: the stream is over. Without input left the next chunk tells.
      if (at < chunk.length) this.#place = 'trailer';
      return at;
    }
  }

  #header(chunk: Buffer, from: number): number {
    const before = this.#kept.length;
    const bytes = before === 0 ? chunk.subarray(from) : Buffer.concat([this.#kept, chunk.subarray(from)]);
    const length = headerLength(bytes);
    if (length === undefined) {
      if (bytes.length > MAX_HEADER) throw damaged('its header does not end');
      this.#kept = Buffer.from(bytes);
      return chunk.length;
    }
    this.#kept = Buffer.alloc(0);
    this.#place = 'deflate';
    return from + length - before;
  }

  #trailer(chunk: Buffer, from: number): number {
    const take = Math.min(TRAILER - this.#kept.length, chunk.length - from);
    this.#kept = Buffer.concat([this.#kept, chunk.subarray(from, from + take)]);
    if (this.#kept.length < TRAILER) return chunk.length;
    this.#receiver.verify(this.#kept.readUInt32LE(0));
    if (this.#kept.readUInt32LE(4) !== this.#memberBytes % 2 ** 32) throw damaged('incorrect length check');
    this.#kept = Buffer.alloc(0);
    this.#memberBytes = 0;
    this.#handle.reset();
    this.#place = 'between';
    return from + take;
  }
}

/** Length of the gzip header that bytes begin with (RFC 1952); undefined while it is not whole. */
function headerLength(bytes: Buffer): number | undefined {
  if (bytes.length >= 2 && (bytes[0] !== 0x1f || bytes[1] !== 0x8b)) {
    throw new ImageProblem('corrupt', 'the gzip stream is followed by bytes that belong to nothing');
  }
  if (bytes.length < FIXED_HEADER) return undefined;
  const flags = bytes[3] as number;
  if (bytes[2] !== 8 || flags & 0xe0) throw damaged('unknown compression method or flags');
  let at = FIXED_HEADER;
  if (flags & 4) {
    if (bytes.length < at + 2) return undefined;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const end = at > bytes.length ? -1 : bytes.indexOf(0, at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  if (flags & 2) at += 2;
  return at > bytes.length ? undefined : at;
}

/** @returns what a sum that is not the one at the member's end means */
export function wrongSum(): ImageProblem {
  return damaged('incorrect data check');
}

function damaged(how: string): ImageProblem {
  return new ImageProblem('corrupt', `the gzip stream is damaged (${how})`);
}

export function gzipProblem(code: string | undefined, message: string): ImageProblem {
  if (code === 'Z_BUF_ERROR') return new ImageProblem('truncated', 'the gzip stream ends too early');
  return damaged(message);
}

function assertZeros(bytes: Buffer): void {
  if (!bytes.every((byte) => byte === 0)) {
    throw new ImageProblem('corrupt', 'the gzip stream is followed by bytes that belong to nothing');
  }
}
