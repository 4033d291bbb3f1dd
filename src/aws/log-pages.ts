import type {Readable} from 'node:stream';
import {finished} from 'node:stream/promises';
import {type FetchPage, isPage, StaleToken, Throttled} from '../logs/page.js';
import type {Aws, CallOptions} from './clients.js';
import {AwsError, MalformedAnswerError} from './errors.js';

/** A page holds a megabyte of text: beyond this the answer's own word is not taken. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Memory for bodies, used again: fresh megabytes for each page cost page faults, and wait long for the collector. */
class PageMemory {
  readonly #free: ArrayBuffer[] = [];

  take(length: number): Buffer {
    const at = this.#free.findIndex((memory) => memory.byteLength >= length);
    const [memory = new ArrayBuffer(Math.ceil(length / GRAIN) * GRAIN)] = at === -1 ? [] : this.#free.splice(at, 1);
    return Buffer.from(memory, 0, length);
  }

  giveBack({buffer}: Buffer): void {
    // Only whole pieces of its own: others share their memory.
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength % GRAIN !== 0) return;
    if (this.#free.length < MOST_FREE) this.#free.push(buffer);
  }
}

/** Pages of one log are about as long as each other. */
const GRAIN = 256 * 1024;
const MOST_FREE = 16;

interface WireResponse {
  readonly statusCode: number;
  readonly headers: {readonly [name: string]: string};
  body: unknown;
}

export interface LogPages {
  readonly fetchPage: FetchPage;
  /** AWS's time, as its last answer said: epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Pages of FilterLogEvents as AWS sent them: the SDK signs, connects and retries, its deserializer is spared.
 *
 * Parsing by schema costs several times what JSON.parse costs, and a page can wait for its turn as bytes. A throttle is
 * thrown as {@link Throttled} at once, past the SDK's own retries: who paces the calls must know of each.
 */
export async function openLogPages(aws: Aws, options: CallOptions = {}): Promise<LogPages> {
  const {FilterLogEventsCommand} = await import('./sdk/logs.js');
  const client = await aws.client('logs');
  const memory = new PageMemory();
  let offset = 0;
  const fetchPage: FetchPage = async (request, signal) => {
    const command = new FilterLogEventsCommand({
      logGroupName: request.group,
      startTime: Math.max(0, Math.floor(request.from)),
      // Documented as inclusive, exclusive in practice: one more is asked for, and dropped by the reader.
      ...(request.to !== undefined && {endTime: Math.floor(request.to) + 1}),
      ...(request.pattern !== undefined && {filterPattern: request.pattern}),
      ...(request.streams !== undefined && {logStreamNames: [...request.streams]}),
      ...(request.limit !== undefined && {limit: request.limit}),
      ...(request.token !== undefined && {nextToken: request.token}),
    });
    let raw: Buffer | undefined;
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as WireResponse;
        const body = await collect(response.body, Number(response.headers['content-length']), memory);
        offset = offsetOf(response.headers['date'], offset);
        if (response.statusCode < 300) {
          raw = body;
          // Nothing is left for the deserializer to do.
          response.body = new Uint8Array(0);
        } else {
          if (isThrottle(response.statusCode, body)) throw new Throttled('CloudWatch Logs throttles');
          response.body = new Uint8Array(body);
        }
        return result;
      },
      // Low: next to the wire, inside the deserializer and the retries.
      {step: 'deserialize', name: 'keepBody', priority: 'low'},
    );
    try {
      await aws.run(
        'logs:FilterLogEvents',
        async (abortSignal) => {
          await client.send(command, {abortSignal});
          // Another server's page, or nothing at all, is no page without events.
          if (raw === undefined || !isPage(raw)) throw new MalformedAnswerError('the answer holds no events');
        },
        {...options, signal: options.signal === undefined ? signal : AbortSignal.any([options.signal, signal])},
      );
    } catch (error) {
      if (error instanceof AwsError && error.cause instanceof Throttled) throw error.cause;
      if (request.token !== undefined && isStale(error)) throw new StaleToken('The token is no longer known.');
      throw error;
    }
    return raw ?? Buffer.from('{}');
  };
  fetchPage.recycle = (body) => memory.giveBack(body);
  return {fetchPage, now: () => Date.now() + offset};
}

/** What to add to this machine's clock to have AWS's. The header counts seconds: less than two of them is no news. */
function offsetOf(date: string | undefined, known: number): number {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(time)) return known;
  const offset = time - Date.now();
  return Math.abs(offset) < 2000 ? 0 : offset;
}

function isThrottle(status: number, body: Buffer): boolean {
  if (status === 429) return true;
  return /Throttl|TooManyRequests|LimitExceeded|SlowDown|RequestLimit/.test(body.toString('utf8', 0, 2000));
}

function isStale(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false;
  const {code, why} = error.failure;
  return code === 'InvalidParameterException' && /token/i.test(why);
}

/** @param length what the answer says of itself: pieces are put in their place as they come, and are garbage at once */
async function collect(body: unknown, length: number, memory: PageMemory): Promise<Buffer> {
  if (Buffer.isBuffer(body)) return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  const whole = length > 0 && length <= MOST_BYTES ? memory.take(length) : undefined;
  const more: Buffer[] = [];
  let filled = 0;
  const stream = body as Readable;
  stream.on('data', (piece: Buffer) => {
    if (whole !== undefined && filled + piece.length <= whole.length) filled += piece.copy(whole, filled);
    else more.push(piece);
  });
  await finished(stream);
  const begun = whole?.subarray(0, filled) ?? Buffer.alloc(0);
  return more.length === 0 ? begun : Buffer.concat([begun, ...more]);
}
