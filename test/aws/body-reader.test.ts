import {readFileSync} from 'node:fs';
import {createServer, type RequestListener, type Server} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, createServer as createTcpServer, type Server as TcpServer} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {type BodyOptions, readPlainBody, type TakePiece} from '../../src/aws/body-reader.js';
import {openAws} from '../../src/aws/clients.js';

const BODY = Buffer.from(Array.from({length: 3_000_000}, (_, i) => (i * 7919) >>> 5));
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.unstubAllEnvs();
});

async function listen(server: Server | TcpServer, protocol = 'http'): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return new URL(`${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}/blob?X-Amz-Signature=0`);
}

const serve = (listener: RequestListener): Promise<URL> => listen(createServer(listener));

/** A server that says just what it is told, byte by byte, whatever it is asked. */
const say = (...parts: (string | Buffer)[]): Promise<URL> =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', async () => {
        for (const part of parts) {
          socket.write(part);
          await sleep(5);
        }
        socket.end();
      });
    }),
  );

async function read(
  url: URL,
  options: Partial<BodyOptions> = {},
  pause?: () => Promise<void>,
): Promise<{plain: boolean; body: Buffer}> {
  const aws = openAws({region: 'us-east-1'});
  closing.push(() => aws.close());
  const pieces: Buffer[] = [];
  const plain = await readPlainBody(
    aws,
    url,
    {
      signal: new AbortController().signal,
      idleTimeoutMs: 5000,
      onIdle: () => new Error('idle'),
      ...options,
    },
    (piece) => {
      pieces.push(Buffer.from(piece));
      return pause?.();
    },
  );
  return {plain, body: Buffer.concat(pieces)};
}

describe('readPlainBody', () => {
  it('hands over a body in order, and nothing twice', async () => {
    const url = await serve((_, response) => {
      response.setHeader('content-length', BODY.length);
      response.end(BODY);
    });
    const {plain, body} = await read(url);
    expect(plain).toBe(true);
    expect(body.equals(BODY)).toBe(true);
  });

  it('does not read over a piece that is still being taken', async () => {
    const url = await serve((_, response) => {
      response.setHeader('content-length', BODY.length);
      response.end(BODY);
    });
    const aws = openAws({region: 'us-east-1'});
    closing.push(() => aws.close());
    const taken: Buffer[] = [];
    const signal = new AbortController().signal;
    await readPlainBody(aws, url, {signal, idleTimeoutMs: 5000, onIdle: () => new Error('idle')}, async (piece) => {
      await sleep(1);
      taken.push(Buffer.from(piece));
    });
    expect(Buffer.concat(taken).equals(BODY)).toBe(true);
  });

  it('reads into the memory it is offered, and into its own where there is none', async () => {
    const url = await serve((_, response) => {
      response.setHeader('content-length', BODY.length);
      response.end(BODY);
    });
    const aws = openAws({region: 'us-east-1'});
    closing.push(() => aws.close());
    const shared = new SharedArrayBuffer(100_000);
    const taken: Buffer[] = [];
    const where = {offered: 0, own: 0};
    let asked = 0;
    const take: TakePiece = (piece) => {
      where[(piece.buffer as ArrayBufferLike) === shared ? 'offered' : 'own']++;
      taken.push(Buffer.from(piece));
      return asked % 3 === 0 ? sleep(1) : undefined;
    };
    take.memory = () => (++asked % 4 === 0 ? undefined : new Uint8Array(shared, 1000, 90_000));
    const signal = new AbortController().signal;
    await readPlainBody(aws, url, {signal, idleTimeoutMs: 5000, onIdle: () => new Error('idle')}, take);
    expect(Buffer.concat(taken).equals(BODY)).toBe(true);
    expect(where.offered).toBeGreaterThan(0);
    expect(where.own).toBeGreaterThan(0);
  });

  it('asks for a range, with the whole of the signed address', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.url, request.headers['range'], request.headers['host'], request.headers['authorization']);
      response.writeHead(206, {'content-length': 3});
      response.end('abc');
    });
    expect(await read(url, {range: 'bytes=7-'})).toEqual({plain: true, body: Buffer.from('abc')});
    expect(seen).toEqual(['/blob?X-Amz-Signature=0', 'bytes=7-', url.host, undefined]);
  });

  it.each([
    ['an error', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'],
    ['a redirect', 'HTTP/1.1 307 Temporary Redirect\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'],
    ['no length', 'HTTP/1.1 200 OK\r\n\r\nabc'],
    ['a coding', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc'],
    ['a part that was not asked for', 'HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc'],
    ['no HTTP', `garbage\r\n\r\nabc`],
    ['a head without end', Buffer.alloc(100_000, 0x61)],
  ])('leaves %s to Node, untouched', async (_, answer) => {
    expect(await read(await say(answer))).toEqual({plain: false, body: Buffer.alloc(0)});
  });

  it('leaves the whole to Node where a range was asked for', async () => {
    const url = await say('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc');
    expect(await read(url, {range: 'bytes=1-'})).toEqual({plain: false, body: Buffer.alloc(0)});
  });

  it('understands a head that comes in pieces, and stops where the body ends', async () => {
    const url = await say('HTTP/1.1 200', ' OK\r\ncontent-LENGTH:  5\r', '\n\r', '\nab', 'cde and more');
    expect(await read(url)).toEqual({plain: true, body: Buffer.from('abcde')});
  });

  it('takes an empty body', async () => {
    expect(await read(await say('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))).toMatchObject({plain: true});
  });

  it.each([
    ['before the head is over', ['HTTP/1.1 200 OK\r\n']],
    ['in the middle of the body', ['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc']],
  ])('rejects when the connection ends %s', async (_, parts) => {
    await expect(read(await say(...parts))).rejects.toMatchObject({code: 'ECONNRESET'});
  });

  it('rejects when the connection ends while the last piece is being taken', async () => {
    const url = await say('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
    await expect(read(url, {}, () => sleep(50))).rejects.toMatchObject({code: 'ECONNRESET'});
  });

  it('gives a silent connection up, but not one that waits for its reader', async () => {
    const silent = await listen(createTcpServer(() => undefined));
    await expect(read(silent, {idleTimeoutMs: 30})).rejects.toThrow('idle');
    const url = await say('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n', 'abc');
    expect(await read(url, {idleTimeoutMs: 60}, () => sleep(200))).toMatchObject({plain: true});
  });

  it('gives up a connection that has fallen silent while its reader was slow', async () => {
    const url = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'));
      }),
    );
    await expect(read(url, {idleTimeoutMs: 30}, () => sleep(200))).rejects.toThrow('idle');
  });

  it('ends at once when it is told to', async () => {
    const silent = await listen(createTcpServer(() => undefined));
    const controller = new AbortController();
    const reading = read(silent, {signal: controller.signal});
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    await expect(read(silent, {signal: controller.signal})).rejects.toThrow('enough');
  });

  it('hands on what the taker throws', async () => {
    const url = await say('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc');
    await expect(
      read(url, {}, () => {
        throw new Error('bad layer');
      }),
    ).rejects.toThrow('bad layer');
  });

  it('rejects where nobody listens', async () => {
    const url = await listen(createTcpServer());
    closing.pop()?.();
    await expect(read(url)).rejects.toMatchObject({code: 'ECONNREFUSED'});
  });

  it('reads over TLS with a certificate of AWS_CA_BUNDLE, and from no other server', async () => {
    const cert = new URL('../support/tls/localhost.cert.pem', import.meta.url).pathname;
    const key = new URL('../support/tls/localhost.key.pem', import.meta.url).pathname;
    const server = createTlsServer({key: readFileSync(key), cert: readFileSync(cert)}, (_, response) => {
      response.setHeader('content-length', BODY.length);
      response.end(BODY);
    });
    const url = await listen(server, 'https');
    await expect(read(url)).rejects.toMatchObject({code: 'DEPTH_ZERO_SELF_SIGNED_CERT'});
    vi.stubEnv('AWS_CA_BUNDLE', cert);
    expect((await read(url)).body.equals(BODY)).toBe(true);
    url.hostname = 'localhost';
    expect((await read(url)).body.equals(BODY)).toBe(true);
  });
});
