import {createHash} from 'node:crypto';
import {setTimeout as delay} from 'node:timers/promises';
import {ImageProblem} from '../problem.js';
import type {BlobRef, ImageSource, TakePiece} from '../source/source.js';

/** How often a download that gave no new byte is taken up again. */
const MAX_IDLE_ATTEMPTS = 4;

export interface StreamOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  /** First pause before asking again, in milliseconds; doubled each time. */
  readonly retryDelayMs?: number;
}

/**
 * Hands over the bytes of one blob, in order and once each: a connection that breaks is taken up again where it broke.
 * Resolves only when size and digest hold.
 */
export async function pumpBlob(
  source: ImageSource,
  blob: BlobRef,
  take: TakePiece,
  options: StreamOptions = {},
): Promise<void> {
  const [algorithm, expected] = blob.digest.split(':') as [string, string];
  const hash = createHash(algorithm);
  let offset = 0;
  let attempts = 0;
  const receive: TakePiece = (piece) => {
    offset += piece.length;
    options.onBytes?.(piece.length);
    if (offset > blob.size) {
      throw new ImageProblem('size-mismatch', `${name(blob)} is longer than the ${blob.size} bytes of its manifest`);
    }
    hash.update(piece);
    return take(piece);
  };
  if (take.memory) receive.memory = () => take.memory?.();
  while (offset < blob.size || (blob.size === 0 && attempts === 0)) {
    const before = offset;
    try {
      await source.read(blob, receive, {
        ...(offset > 0 && {from: offset}),
        ...(options.signal && {signal: options.signal}),
      });
      if (offset < blob.size) {
        throw new ImageProblem('truncated', `${name(blob)} ended after ${offset} of ${blob.size} bytes`, {
          // A file that is too short stays so.
          transient: source.kind === 'ecr',
        });
      }
      if (blob.size === 0) break;
    } catch (error) {
      if (!(error instanceof ImageProblem) || !error.transient || options.signal?.aborted) throw error;
      attempts = offset > before ? 0 : attempts + 1;
      if (attempts >= MAX_IDLE_ATTEMPTS) throw error;
      await delay((options.retryDelayMs ?? 250) * 2 ** attempts, undefined, options.signal && {signal: options.signal});
    }
  }
  const actual = hash.digest('hex');
  if (actual !== expected) {
    throw new ImageProblem(
      'digest-mismatch',
      `${name(blob)} does not have its digest: the bytes hash to ${actual.slice(0, 12)}…`,
    );
  }
}

/** A small blob (a config) as a whole. */
export async function readBlob(
  source: ImageSource,
  blob: BlobRef,
  options: StreamOptions & {readonly maxBytes: number},
): Promise<Buffer> {
  if (blob.size > options.maxBytes) throw new ImageProblem('too-large', `${name(blob)} claims ${blob.size} bytes`);
  const pieces: Buffer[] = [];
  await pumpBlob(source, blob, (piece) => void pieces.push(Buffer.from(piece)), options);
  return Buffer.concat(pieces);
}

/**
 * How large a layer is unpacked, from its last four bytes. A gzip member ends with its size modulo 2^32: right for one
 * member below 4 GiB, which is what builders write. Undefined where these bytes cannot tell.
 */
export async function unpackedSizeFromTail(
  source: ImageSource,
  blob: BlobRef,
  mediaType: string | undefined,
  options: StreamOptions = {},
): Promise<{bytes: number; trusted: boolean; why?: string} | undefined> {
  if (mediaType !== undefined && /zstd/.test(mediaType)) return undefined;
  if (blob.size < 18) return undefined;
  const isPlain = mediaType !== undefined && !/gzip/.test(mediaType);
  if (isPlain && source.kind !== 'ecr') {
    // Local files say nothing of their compression; the first bytes do.
    const head = await range(source, blob, 0, 4, options);
    if (head.readUInt32LE(0) === 0xfd2fb528) return undefined;
    if (head.readUInt16LE(0) !== 0x8b1f) return {bytes: blob.size, trusted: true};
  } else if (isPlain) {
    return {bytes: blob.size, trusted: true};
  }
  const tail = await range(source, blob, blob.size - 4, blob.size, options);
  const bytes = tail.readUInt32LE(0);
  // Deflate never packs tighter than 1 : 1032 and hardly ever grows: outside of that the bytes are no size of this blob.
  if (bytes > blob.size * 1032 + 512) {
    return {bytes, trusted: false, why: 'the last bytes claim more than gzip can pack'};
  }
  if (bytes < blob.size * 0.99 - 1024) {
    return {bytes, trusted: false, why: 'smaller than packed: several gzip members, or more than 4 GiB'};
  }
  if (bytes % 512 !== 0) return {bytes, trusted: false, why: 'no multiple of a tar block: several gzip members'};
  return {bytes, trusted: true};
}

/** A few bytes, asked for again as the whole blob would be. */
async function range(
  source: ImageSource,
  blob: BlobRef,
  from: number,
  to: number,
  options: StreamOptions,
): Promise<Buffer> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await rangeOnce(source, blob, from, to, options);
    } catch (error) {
      if (!(error instanceof ImageProblem) || !error.transient || options.signal?.aborted) throw error;
      if (attempts >= MAX_IDLE_ATTEMPTS) throw error;
      await delay((options.retryDelayMs ?? 250) * 2 ** attempts, undefined, options.signal && {signal: options.signal});
    }
  }
}

async function rangeOnce(
  source: ImageSource,
  blob: BlobRef,
  from: number,
  to: number,
  options: StreamOptions,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const take = (piece: Buffer): void => {
    options.onBytes?.(piece.length);
    pieces.push(Buffer.from(piece));
  };
  await source.read(blob, take, {from, to, ...(options.signal && {signal: options.signal})});
  const bytes = Buffer.concat(pieces);
  if (bytes.length !== to - from)
    throw new ImageProblem('truncated', `${name(blob)} is shorter than its manifest says`);
  return bytes;
}

function name(blob: BlobRef): string {
  return `blob ${blob.digest.slice(0, 19)}`;
}
