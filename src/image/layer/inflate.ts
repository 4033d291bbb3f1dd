import zlib from 'node:zlib';
import {ImageProblem} from '../problem.js';
import {gzipProblem, openRawGunzip, type UnpackedReceiver} from './gunzip.js';

export type Compression = 'gzip' | 'zstd' | 'none';

/** Unpacks pieces of a blob in order; `sink` gets views that are valid during the call only. */
export interface Inflater {
  push(chunk: Buffer, sink: (out: Buffer) => void): void | Promise<void>;
  /** The blob is over: throws when it was cut. */
  finish(sink: (out: Buffer) => void): void | Promise<void>;
  close(): void;
}

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

/**
 * @param receiver sums up what gzip unpacks to; without it the public streams of Node do that for themselves, slower
 */
export async function createInflater(compression: Compression, receiver?: UnpackedReceiver): Promise<Inflater> {
  if (compression === 'none') return plain();
  if (compression === 'zstd') return createZstd();
  const raw = receiver === undefined ? undefined : openRawGunzip(receiver);
  return raw ?? streamInflater(zlib.createGunzip({chunkSize: FALLBACK_CHUNK}), 'gzip');
}

/** For what is not packed. */
export function plain(): Inflater {
  return {push: (chunk, sink) => sink(chunk), finish: () => undefined, close: () => undefined};
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
