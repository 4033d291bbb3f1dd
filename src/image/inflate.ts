import zlib from 'node:zlib';
import {ImageProblem} from './problem.js';

export type Compression = 'gzip' | 'zstd' | 'none';

/** Unpacks pieces of a blob in order; `sink` gets views that are valid during the call only. */
export interface Inflater {
  push(chunk: Buffer, sink: (out: Buffer) => void): void | Promise<void>;
  /** The blob is over: throws when it was cut. */
  finish(sink: (out: Buffer) => void): void | Promise<void>;
  close(): void;
}

const OUT_BYTES = 256 * 1024;
const FALLBACK_CHUNK = 1024 * 1024;

/** What the first bytes say; undefined when they say nothing known. Trusted over the media type. */
export function sniffCompression(head: Buffer): Compression | undefined {
  if (head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  // A skippable zstd frame (zstd:chunked, eStargz-like footers come last, but some writers put one first).
  if (head.length >= 4 && head.readUInt32LE(0) >= 0x184d2a50 && head.readUInt32LE(0) <= 0x184d2a5f) return 'zstd';
  if (head.length >= 262 && head.toString('latin1', 257, 262) === 'ustar') return 'none';
  // Old tars have no magic; an archive of nothing is all zeros.
  if (head.length >= 512 && head.subarray(0, 512).every((byte) => byte === 0)) return 'none';
  return undefined;
}

export async function createInflater(compression: Compression): Promise<Inflater> {
  if (compression === 'none') return plain();
  if (compression === 'gzip') return createGunzip();
  return createZstd();
}

function plain(): Inflater {
  return {push: (chunk, sink) => sink(chunk), finish: () => undefined, close: () => undefined};
}

/** Node's own inflate handle: not public API, three times faster than the stream, so used only where it looks as known. */
interface ZlibHandle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inOffset: number,
    inLength: number,
    out: Uint8Array,
    outOffset: number,
    outLength: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
}

export function createGunzip(options: {readonly publicApiOnly?: boolean} = {}): Inflater {
  if (options.publicApiOnly) return streamInflater(zlib.createGunzip({chunkSize: FALLBACK_CHUNK}), 'gzip');
  const stream = zlib.createGunzip({chunkSize: OUT_BYTES});
  const internal = stream as unknown as {_handle?: Partial<ZlibHandle> | null; _writeState?: unknown};
  const handle = internal._handle;
  const state = internal._writeState;
  if (handle && typeof handle.writeSync === 'function' && state instanceof Uint32Array && state.length === 2) {
    return new SyncGunzip(stream, handle as ZlibHandle, state);
  }
  stream.close();
  return streamInflater(zlib.createGunzip({chunkSize: FALLBACK_CHUNK}), 'gzip');
}

class SyncGunzip implements Inflater {
  readonly #stream: zlib.Gunzip;
  readonly #handle: ZlibHandle;
  /** [room left in the output, bytes left in the input], written by the handle. */
  readonly #state: Uint32Array;
  readonly #out = Buffer.allocUnsafeSlow(OUT_BYTES);
  #failure: {message: string; code: string} | undefined;
  #paddingFollows = false;

  constructor(stream: zlib.Gunzip, handle: ZlibHandle, state: Uint32Array) {
    this.#stream = stream;
    this.#handle = handle;
    this.#state = state;
    handle.onerror = (message, _errno, code) => {
      this.#failure = {message, code};
    };
  }

  push(chunk: Buffer, sink: (out: Buffer) => void): void {
    let at = 0;
    if (this.#paddingFollows) {
      assertZeros(chunk);
      return;
    }
    for (;;) {
      const left = chunk.length - at;
      this.#handle.writeSync(zlib.constants.Z_NO_FLUSH, chunk, at, left, this.#out, 0, OUT_BYTES);
      this.#check();
      const room = this.#state[0] as number;
      const unread = this.#state[1] as number;
      if (room < OUT_BYTES) sink(this.#out.subarray(0, OUT_BYTES - room));
      at = chunk.length - unread;
      if (room > 0) {
        if (unread === 0) return;
        // Neither output nor input moves: the last member is over, only zero padding may follow.
        if (room === OUT_BYTES && unread === left) {
          this.#paddingFollows = true;
          assertZeros(chunk.subarray(at));
          return;
        }
      }
    }
  }

  finish(sink: (out: Buffer) => void): void {
    if (this.#paddingFollows) return;
    const nothing = Buffer.alloc(0);
    for (;;) {
      this.#handle.writeSync(zlib.constants.Z_FINISH, nothing, 0, 0, this.#out, 0, OUT_BYTES);
      this.#check();
      const room = this.#state[0] as number;
      if (room < OUT_BYTES) sink(this.#out.subarray(0, OUT_BYTES - room));
      if (room > 0) return;
    }
  }

  close(): void {
    this.#stream.close();
  }

  #check(): void {
    if (!this.#failure) return;
    throw gzipProblem(this.#failure.code, this.#failure.message);
  }
}

function gzipProblem(code: string | undefined, message: string): ImageProblem {
  if (code === 'Z_BUF_ERROR') return new ImageProblem('truncated', 'the gzip stream ends too early');
  return new ImageProblem('corrupt', `the gzip stream is damaged (${message})`);
}

function assertZeros(bytes: Buffer): void {
  if (!bytes.every((byte) => byte === 0)) {
    throw new ImageProblem('corrupt', 'the gzip stream is followed by bytes that belong to nothing');
  }
}

async function createZstd(): Promise<Inflater> {
  const native = (zlib as unknown as {createZstdDecompress?: (options: object) => zlib.Gunzip}).createZstdDecompress;
  if (native) return streamInflater(native({chunkSize: FALLBACK_CHUNK}), 'zstd');
  const {Decompress} = await import('fzstd');
  let sink: (out: Buffer) => void = () => undefined;
  const decoder = new Decompress((data) => {
    if (data.length > 0) sink(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  });
  const guarded = (chunk: Buffer, last: boolean, to: (out: Buffer) => void): void => {
    sink = to;
    try {
      decoder.push(chunk, last);
    } catch (error) {
      if (error instanceof ImageProblem) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const cut = /unexpected EOF/i.test(message);
      throw new ImageProblem(
        cut ? 'truncated' : 'corrupt',
        cut ? 'the zstd stream ends too early' : `the zstd stream is damaged (${message})`,
      );
    }
  };
  return {
    // It keeps what it cannot use yet, and the chunk's memory is used again.
    push: (chunk, to) => guarded(Buffer.from(chunk), false, to),
    finish: (to) => guarded(Buffer.alloc(0), true, to),
    close: () => undefined,
  };
}

/** The public streams: the same results, slower. */
function streamInflater(stream: zlib.Gunzip, name: 'gzip' | 'zstd'): Inflater {
  let sink: (out: Buffer) => void = () => undefined;
  let failure: unknown;
  let fail: ((error: unknown) => void) | undefined;
  const onFailure = (error: unknown): void => {
    failure ??= error;
    fail?.(failure);
  };
  stream.on('data', (out: Buffer) => {
    try {
      if (!failure) sink(out);
    } catch (error) {
      onFailure(error);
    }
  });
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error instanceof ImageProblem) onFailure(error);
    else if (name === 'gzip') onFailure(gzipProblem(error.code, error.message));
    else if (/unexpected end|truncated|Z_BUF_ERROR/i.test(`${error.message} ${error.code}`)) {
      onFailure(new ImageProblem('truncated', 'the zstd stream ends too early'));
    } else onFailure(new ImageProblem('corrupt', `the zstd stream is damaged (${error.message})`));
  });
  const run = (start: (done: () => void) => void, to: (out: Buffer) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      sink = to;
      fail = reject;
      start(() => (failure ? reject(failure) : resolve()));
    });
  return {
    push: (chunk, to) => run((done) => void stream.write(chunk, done), to),
    finish: (to) =>
      run((done) => {
        stream.once('end', done);
        stream.end();
      }, to),
    close: () => void stream.destroy(),
  };
}
