import type {IncomingMessage, ServerResponse} from 'node:http';
import {manifestOf, REGISTRY_PASSWORD} from './services/ecr.js';
import type {World} from './world.js';

/** Layer downloads (`/starport/...`, as S3 would) and the registry API (`/v2/...`). */
export function serveRegistry(request: IncomingMessage, response: ServerResponse, world: World): void {
  const url = new URL(request.url ?? '/', world.origin);
  if (url.pathname.startsWith('/starport/')) {
    serveLayer(request, response, url, world);
    return;
  }
  const expected = `Basic ${Buffer.from(`AWS:${REGISTRY_PASSWORD}`).toString('base64')}`;
  if (request.headers.authorization !== expected) {
    response.setHeader('www-authenticate', `Basic realm="${world.origin}/",service="ecr.amazonaws.com"`);
    plain(response, 401, 'Not Authorized\n');
    return;
  }
  if (url.pathname === '/v2/') {
    plain(response, 200, '');
    return;
  }
  const match = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url.pathname);
  const repository = world.repositories.get(match?.[1] ?? '');
  const reference = match?.[3] ?? '';
  if (repository === undefined) {
    registryError(response, 'NAME_UNKNOWN', 'The repository does not exist');
    return;
  }
  if (match?.[2] === 'blobs') {
    if (!repository.blobs.has(reference) && !repository.sizeOnly.has(reference)) {
      registryError(response, 'BLOB_UNKNOWN', 'blob unknown to registry');
      return;
    }
    response.setHeader('location', world.layerUrls.sign(world.origin, repository.name, reference));
    plain(response, 307, '');
    return;
  }
  const digest = reference.startsWith('sha256:') ? reference : undefined;
  const manifest = manifestOf(repository, digest === undefined ? reference : undefined, digest);
  if (manifest === undefined) {
    registryError(response, 'MANIFEST_UNKNOWN', 'Requested image not found');
    return;
  }
  response.setHeader('docker-content-digest', manifest.digest);
  response.setHeader('content-length', Buffer.byteLength(manifest.text));
  response.writeHead(200, {'content-type': manifest.mediaType});
  response.end(request.method === 'HEAD' ? undefined : manifest.text);
}

function serveLayer(request: IncomingMessage, response: ServerResponse, url: URL, world: World): void {
  if (request.headers.authorization !== undefined) {
    s3Error(response, 400, 'InvalidArgument', 'Only one auth mechanism allowed');
    return;
  }
  // The signature covers the method: a HEAD on a URL that was signed for GET is refused.
  if (request.method !== 'GET' || !world.layerUrls.holds(url.searchParams.get('X-Amz-Signature'))) {
    s3Error(response, 403, 'AccessDenied', request.method === 'GET' ? 'Request has expired' : 'SignatureDoesNotMatch');
    return;
  }
  const digest = url.pathname.split('/').at(-1) ?? '';
  const data = [...world.repositories.values()].map((repository) => repository.blobs.get(digest)).find(Boolean);
  if (data === undefined) {
    s3Error(response, 404, 'NoSuchKey', 'The specified key does not exist.');
    return;
  }
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  if (range === null) {
    response.writeHead(200, {'content-type': 'application/octet-stream', 'content-length': data.length});
    response.end(data);
    return;
  }
  const suffix = range[1] === '';
  const from = suffix ? Math.max(0, data.length - Number(range[2])) : Number(range[1]);
  const to = suffix || range[2] === '' ? data.length - 1 : Math.min(Number(range[2]), data.length - 1);
  if (from > to) {
    response.setHeader('content-range', `bytes */${data.length}`);
    s3Error(response, 416, 'InvalidRange', 'The requested range is not satisfiable');
    return;
  }
  response.writeHead(206, {
    'content-type': 'application/octet-stream',
    'content-length': to - from + 1,
    'content-range': `bytes ${from}-${to}/${data.length}`,
  });
  response.end(data.subarray(from, to + 1));
}

function registryError(response: ServerResponse, code: string, message: string): void {
  response.setHeader('content-type', 'application/json');
  plain(response, 404, JSON.stringify({errors: [{code, message}]}));
}

function s3Error(response: ServerResponse, status: number, code: string, message: string): void {
  response.setHeader('content-type', 'application/xml');
  plain(response, status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function plain(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status);
  response.end(body);
}
