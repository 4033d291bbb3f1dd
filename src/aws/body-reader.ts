import {connect as connectTcp, isIP, type OnReadOpts, type Socket} from 'node:net';
import {connect as connectTls} from 'node:tls';
import type {Aws} from './clients.js';

/** Takes a piece of a body. Its memory is used again once the call, or the promise it returns, is over. */
export interface TakePiece {
  (piece: Buffer): void | Promise<void>;
  /** Where the next bytes may be put, so that taking them copies nothing. Undefined: the reader's own memory serves. */
  memory?(): Uint8Array | undefined;
}

export interface BodyOptions {
  readonly signal: AbortSignal;
  /** "bytes=0-99" */
  readonly range?: string | undefined;
  /** Milliseconds without a byte after which the connection is given up. */
  readonly idleTimeoutMs: number;
  readonly onIdle: () => Error;
}

const READ_BYTES = 256 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;
const END_OF_HEAD = '\r\n\r\n';

/**
 * Reads the body of one GET into one piece of memory, used again and again: a layer of a gigabyte makes no garbage.
 * Node's own client allocates for every piece, and collecting that costs as much as hashing it.
 *
 * Only for the plain answer that blob stores give: 200 (206 to a range) with a length. Resolves with false when the
 * answer is anything else, before a piece was taken: Node's client is then to ask again, and to understand it. Rejects
 * when the connection breaks.
 */
export function readPlainBody(aws: Aws, target: URL, options: BodyOptions, take: TakePiece): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const reading = new BodyReading(options, take, resolve, reject);
    let own: Buffer | undefined;
    const onread: OnReadOpts = {
      buffer: () => {
        const offered = take.memory?.();
        if (offered !== undefined) return offered;
        own ??= Buffer.allocUnsafeSlow(READ_BYTES);
        return own;
      },
      callback: (bytes, buffer) => reading.read(buffer, bytes),
    };
    reading.start(connect(aws, target, onread), target);
  });
}

function connect(aws: Aws, target: URL, onread: OnReadOpts): Socket {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (target.protocol === 'http:') return connectTcp({host, port: Number(target.port || 80), onread});
  const {ca} = aws.agents.https.options;
  // Documented for net.connect and handed on by tls.connect; the types know it of the former only.
  const options = {
    host,
    port: Number(target.port || 443),
    ALPNProtocols: ['http/1.1'],
    onread,
    ...(isIP(host) === 0 && {servername: host}),
    ...(ca !== undefined && {ca}),
  };
  return connectTls(options);
}

class BodyReading {
  readonly #options: BodyOptions;
  readonly #take: TakePiece;
  readonly #resolve: (plain: boolean) => void;
  readonly #reject: (error: unknown) => void;
  readonly #onAbort = (): void => this.#fail(this.#options.signal.reason);
  #socket: Socket | undefined;
  #head: Buffer | undefined = Buffer.alloc(0);
  #left = 0;
  #over = false;
  #taking = false;
  #ended: Error | undefined;

  constructor(
    options: BodyOptions,
    take: TakePiece,
    resolve: (plain: boolean) => void,
    reject: (error: unknown) => void,
  ) {
    this.#options = options;
    this.#take = take;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(socket: Socket, target: URL): void {
    const {signal, idleTimeoutMs, onIdle, range} = this.#options;
    this.#socket = socket;
    if (signal.aborted) {
      this.#onAbort();
      return;
    }
    signal.addEventListener('abort', this.#onAbort, {once: true});
    socket.on('timeout', () => {
      // A reader that is slow is not the connection's fault.
      if (!this.#taking) this.#fail(onIdle());
    });
    socket.setTimeout(idleTimeoutMs);
    socket.once('error', (error) => this.#fail(error));
    socket.once('close', () => this.#end());
    socket.once('end', () => this.#end());
    socket.write(
      `GET ${target.pathname}${target.search} HTTP/1.1\r\nHost: ${target.host}\r\nUser-Agent: nerava-diag\r\nAccept: */*\r\n` +
        `Accept-Encoding: identity\r\n${range === undefined ? '' : `Range: ${range}\r\n`}Connection: close${END_OF_HEAD}`,
    );
  }

  /** @returns whether the memory may be read into again at once */
  read(buffer: Uint8Array, bytes: number): boolean {
    if (this.#over) return false;
    const piece = Buffer.from(buffer.buffer, buffer.byteOffset, bytes);
    if (this.#head === undefined) return this.#body(piece);
    const head = Buffer.concat([this.#head, piece]);
    const end = head.indexOf(END_OF_HEAD);
    if (end === -1) {
      this.#head = head;
      if (head.length > MAX_HEAD_BYTES) this.#finish(false);
      return true;
    }
    const length = plainLength(head.toString('latin1', 0, end), this.#options.range === undefined ? '200' : '206');
    if (length === undefined) {
      this.#finish(false);
      return false;
    }
    this.#head = undefined;
    this.#left = length;
    return this.#body(head.subarray(end + END_OF_HEAD.length));
  }

  #body(received: Buffer): boolean {
    const piece = received.length > this.#left ? received.subarray(0, this.#left) : received;
    this.#left -= piece.length;
    let pending: void | Promise<void>;
    try {
      pending = piece.length === 0 ? undefined : this.#take(piece);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    if (pending === undefined) {
      if (this.#left === 0) this.#finish(true);
      return true;
    }
    this.#taking = true;
    pending.then(
      () => this.#taken(),
      (error: unknown) => this.#fail(error),
    );
    return false;
  }

  #taken(): void {
    this.#taking = false;
    if (this.#over) return;
    if (this.#left === 0) this.#finish(true);
    else if (this.#ended) this.#fail(this.#ended);
    else {
      // From now on the connection is waited for again; a clock that went off meanwhile would not go off once more.
      this.#socket?.setTimeout(this.#options.idleTimeoutMs);
      this.#socket?.resume();
    }
  }

  #end(): void {
    const error = Object.assign(new Error('the connection was closed before the end'), {code: 'ECONNRESET'});
    if (this.#taking) this.#ended = error;
    else this.#fail(error);
  }

  #finish(plain: boolean): void {
    if (!this.#close()) return;
    this.#resolve(plain);
  }

  #fail(error: unknown): void {
    if (!this.#close()) return;
    this.#reject(error);
  }

  #close(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    // Whatever comes of the connection now is of no interest.
    this.#socket?.on('error', () => undefined);
    this.#socket?.destroy();
    return true;
  }
}

/** Length of a body that follows as it is; undefined for every other answer. */
function plainLength(head: string, status: '200' | '206'): number | undefined {
  const [first = '', ...lines] = head.split('\r\n');
  if (!new RegExp(`^HTTP/1\\.[01] ${status}(?: |$)`).test(first)) return undefined;
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const length = headers.get('content-length');
  if (length === undefined || !/^\d{1,15}$/.test(length)) return undefined;
  if (headers.has('transfer-encoding') || (headers.get('content-encoding') ?? 'identity') !== 'identity') {
    return undefined;
  }
  return Number(length);
}
