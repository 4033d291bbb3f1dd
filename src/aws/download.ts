import {createHash} from 'node:crypto';
import {type ClientRequest, request as httpRequest, type IncomingMessage} from 'node:http';
import {request as httpsRequest} from 'node:https';
import type {Aws} from './clients.js';
import {HttpStatusError} from './http-status-error.js';

export {HttpStatusError};

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** "bytes=0-99" */
  readonly range?: string | undefined;
  /** Sent with the first request only, not after a redirect. */
  readonly authorization?: string | undefined;
  /** Milliseconds without a connection or an answer after which the request is given up. */
  readonly idleTimeoutMs?: number | undefined;
}

const IDLE_TIMEOUT_MS = 30_000;

/**
 * One GET over the shared connection pool, redirects followed; resolves with the body as a stream.
 *
 * Rejects with HttpStatusError unless the answer is 200 or 206. The URL may be a credential (a presigned one), so no
 * error quotes more than its host.
 */
export async function openDownload(aws: Aws, url: string, options: DownloadOptions): Promise<IncomingMessage> {
  let target = new URL(url);
  let authorization = options.authorization;
  for (let hops = 0; hops < 5; hops++) {
    const response = await get(aws, target, {...options, authorization});
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    if (status >= 300 && status < 400 && location !== undefined) {
      response.resume();
      const next = new URL(location, target);
      // Signed URLs of S3 refuse a second way of authorisation.
      authorization = undefined;
      target = next;
      continue;
    }
    if (status !== 200 && status !== 206) {
      response.resume();
      throw new HttpStatusError(status, target.host);
    }
    return response;
  }
  throw new Error(`too many redirects from ${target.host}`);
}

/** The whole body, at most `maxBytes`. */
export async function downloadBytes(
  aws: Aws,
  url: string,
  options: DownloadOptions & {readonly maxBytes: number},
): Promise<Buffer> {
  const response = await openDownload(aws, url, options);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > options.maxBytes) {
      response.destroy();
      throw new Error(`the answer is larger than ${options.maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Throws unless the bytes have the digest ("sha256:…") by which they were asked for. */
export function verifyDigest(bytes: string | Uint8Array, digest: string, what: string): void {
  const [algorithm, expected] = digest.split(':');
  if ((algorithm !== 'sha256' && algorithm !== 'sha512') || expected === undefined) {
    throw new DigestError(`${what}: the digest ${digest.slice(0, 80)} is of no known kind`);
  }
  const actual = createHash(algorithm).update(bytes).digest('hex');
  if (actual !== expected) throw new DigestError(`${what}: the bytes received do not have the digest ${digest}`);
}

/** With a code, as the network's own failures have one: it is told and tried again like them. */
class NoAnswerError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor(host: string, ms: number) {
    super(`no answer from ${host} within ${ms / 1000} s`);
  }
}

export class DigestError extends Error {
  override readonly name = 'DigestError';
}

function get(aws: Aws, target: URL, options: DownloadOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      'user-agent': 'nerava-diag',
      ...(options.range !== undefined && {range: options.range}),
      ...(options.authorization !== undefined && {authorization: options.authorization}),
    };
    const timeout = options.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
    const common = {method: 'GET', headers, signal: options.signal, timeout};
    const request: ClientRequest =
      target.protocol === 'http:'
        ? httpRequest(target, {...common, agent: aws.agents.http})
        : httpsRequest(target, {...common, agent: aws.agents.https});
    const giveUp = () => request.destroy(new NoAnswerError(target.host, timeout));
    request.once('timeout', giveUp);
    request.once('response', (response) => {
      // How long the body may pause is for its reader to say.
      request.off('timeout', giveUp);
      resolve(response);
    });
    request.once('error', reject);
    request.end();
  });
}
