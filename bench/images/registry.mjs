// ECR on loopback, as much as compare-images asks of it, over an OCI layout; for the peers also blobs by plain GET, and
// as much of the distribution API as crane asks.
// Runs as a process of its own. RATE (bytes a second, over all connections) makes it a slower link.
import {createReadStream, readFileSync, statSync} from 'node:fs';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

const [directory, rate] = [process.argv[2], Number(process.env.RATE ?? 0)];
const index = JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'));
const pathOf = (digest) => join(directory, 'blobs/sha256', digest.slice(7));
const sent = {bytes: 0};
let allowed = 0;
let last = performance.now();

/** A registry is another machine: serving costs this one as little as may be. Larger blobs are read from the disk. */
const IN_MEMORY = 256 * 1024 * 1024;
const blobs = new Map();
function blob(path) {
  if (!blobs.has(path)) blobs.set(path, readFileSync(path));
  return blobs.get(path);
}

const server = createServer(async (request, response) => {
  if (request.method === 'POST') return answer(request, response);
  if (request.url === '/sent') return response.end(JSON.stringify({...sent, calls: undefined}));
  if (request.url === '/reset') {
    sent.bytes = 0;
    return response.end();
  }
  if (request.url === '/v2/') return response.end('{}');
  if (/^\/v2\/.*\/manifests\//.test(request.url)) return manifest(request, response);
  const path = pathOf(request.url.split('/').at(-1).split('?')[0]);
  const {size} = statSync(path);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const end = range?.[2] ? Number(range[2]) : size - 1;
  response.writeHead(range ? 206 : 200, {'content-length': end - start + 1});
  sent.bytes += end - start + 1;
  if (!rate && size <= IN_MEMORY) return response.end(blob(path).subarray(start, end + 1));
  const stream = createReadStream(path, {start, end, highWaterMark: 64 * 1024});
  if (!rate) return stream.pipe(response);
  for await (const chunk of stream) {
    await pace(chunk.length);
    if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
});

/** By tag or by digest. */
function manifest({method, url}, response) {
  const reference = url.split('/').at(-1);
  const found = index.manifests.find((m) => m.digest === reference || tagOf(m) === reference);
  if (!found) return response.writeHead(404).end();
  const body = readFileSync(pathOf(found.digest));
  response.writeHead(200, {
    'content-type': found.mediaType,
    'docker-content-digest': found.digest,
    'content-length': body.length,
  });
  response.end(method === 'HEAD' ? undefined : body);
}

function tagOf({annotations}) {
  return annotations['org.opencontainers.image.ref.name'];
}

async function pace(bytes) {
  for (;;) {
    const now = performance.now();
    allowed = Math.min(rate / 50, allowed + ((now - last) / 1000) * rate);
    last = now;
    if (allowed >= bytes) {
      allowed -= bytes;
      return;
    }
    await sleep(1);
  }
}

async function answer(request, response) {
  let text = '';
  for await (const chunk of request) text += chunk;
  const body = JSON.parse(text);
  const operation = request.headers['x-amz-target'].split('.')[1];
  const find = (id) =>
    index.manifests.find((m) => (id.imageTag ? tagOf(m) === id.imageTag : m.digest === id.imageDigest));
  let result;
  if (operation === 'BatchGetImage') {
    result = {
      images: body.imageIds.map((id) => {
        const m = find(id);
        return {
          imageId: {...id, imageDigest: m.digest},
          imageManifest: readFileSync(pathOf(m.digest), 'utf8'),
          imageManifestMediaType: m.mediaType,
        };
      }),
      failures: [],
    };
  } else if (operation === 'DescribeImages') {
    const listed = body.imageIds ? body.imageIds.map(find) : index.manifests;
    result = {
      imageDetails: listed.map((m) => ({
        imageDigest: m.digest,
        imageTags: [tagOf(m)],
        imagePushedAt: 1_768_910_000,
        imageSizeInBytes: 1,
      })),
    };
  } else if (operation === 'DescribePullThroughCacheRules') {
    result = {pullThroughCacheRules: []};
  } else {
    result = {
      layerDigest: body.layerDigest,
      downloadUrl: `http://127.0.0.1:${server.address().port}/blob/${body.layerDigest}?X-Amz-Signature=0`,
    };
  }
  response.writeHead(200, {'content-type': 'application/x-amz-json-1.1'});
  response.end(JSON.stringify(result));
}

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(server.address().port));
