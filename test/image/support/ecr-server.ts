import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {type BuiltImage, buildImage, type TestImage} from './images.js';

/** What happens to downloads of one blob. Each fault is used up once unless it says `always`. */
export type BlobFault =
  | {readonly kind: 'cut'; readonly after: number; readonly always?: boolean}
  | {readonly kind: 'stall'; readonly after: number}
  | {readonly kind: 'status'; readonly status: number; readonly always?: boolean}
  /** No answer, ever. */
  | {readonly kind: 'silent'; readonly always?: boolean}
  | {readonly kind: 'no-range'};

export interface EcrServer extends AsyncDisposable {
  readonly url: string;
  /** Names of operations and "blob", in the order of arrival. */
  readonly calls: string[];
  /** How many times an answer had to be waited for before anything else was asked. */
  waves: number;
  /** Bytes of bodies sent. */
  sent: number;
  /** Of downloads as a whole, or from some place on. */
  readonly faults: Map<string, BlobFault[]>;
  /** Of a blob's last bytes, which tell how large it unpacks to. */
  readonly tailFaults: Map<string, BlobFault[]>;
  /** Digests of blobs asked for, in the order of arrival, each with what was asked for. */
  readonly downloads: {readonly digest: string; readonly what: 'blob' | 'tail'}[];
}

/**
 * ECR for hand-made images, with faults on their blobs. With `inWaves` requests are held until no more arrive, so that
 * the number of sequential round trips can be counted.
 */
export async function startEcr(
  images: {readonly [tag: string]: TestImage | BuiltImage},
  options: {readonly inWaves?: boolean} = {},
): Promise<EcrServer> {
  const built = Object.entries(images).map(([tag, image]) => ({
    tag,
    image: 'blobs' in image ? image : buildImage(image),
  }));
  const blobs = new Map(built.flatMap(({image}) => [...image.blobs]));
  const server = createServer();
  let held: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  const state: EcrServer = {
    url: '',
    calls: [],
    waves: 0,
    sent: 0,
    faults: new Map(),
    tailFaults: new Map(),
    downloads: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const hold = (): Promise<void> => {
    if (!options.inWaves) return Promise.resolve();
    return new Promise((resolve) => {
      held.push(resolve);
      clearTimeout(timer);
      timer = setTimeout(() => {
        const wave = held;
        held = [];
        state.waves++;
        for (const release of wave) release();
      }, 150);
    });
  };

  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const name = request.method === 'POST' ? String(request.headers['x-amz-target']).split('.')[1]! : 'blob';
    state.calls.push(name);
    await hold();
    if (name === 'blob') return sendBlob(request, response);
    const answer = operation(name, JSON.parse(body));
    response.writeHead(answer.status, {'content-type': 'application/x-amz-json-1.1'});
    response.end(JSON.stringify(answer.body));
  });

  function operation(
    name: string,
    input: {imageIds?: {imageTag?: string; imageDigest?: string}[]; layerDigest?: string},
  ) {
    const find = (id: {imageTag?: string; imageDigest?: string}) => {
      const named = built.find(({tag, image}) =>
        id.imageTag === undefined ? image.digest === id.imageDigest : tag === id.imageTag,
      );
      if (named) return {digest: named.image.digest, mediaType: named.image.mediaType, text: named.image.text};
      const child = id.imageDigest === undefined ? undefined : blobs.get(id.imageDigest);
      return (
        child && {
          digest: id.imageDigest!,
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          text: child.toString(),
        }
      );
    };
    const detail = ({tag, image}: (typeof built)[number]) => ({
      imageDigest: image.digest,
      imageTags: [tag],
      imagePushedAt: 1_768_910_000,
      imageSizeInBytes: 1234,
      imageStatus: 'ACTIVE',
    });
    if (name === 'BatchGetImage') {
      const ids = input.imageIds ?? [];
      return {
        status: 200,
        body: {
          images: ids.flatMap((id) => {
            const image = find(id);
            return image
              ? [
                  {
                    imageId: {...id, imageDigest: image.digest},
                    imageManifest: image.text,
                    imageManifestMediaType: image.mediaType,
                  },
                ]
              : [];
          }),
          failures: ids.flatMap((id) =>
            find(id) ? [] : [{imageId: id, failureCode: 'ImageNotFound', failureReason: 'Requested image not found'}],
          ),
        },
      };
    }
    if (name === 'DescribePullThroughCacheRules') return {status: 200, body: {pullThroughCacheRules: []}};
    if (name === 'DescribeImages') {
      const listed = input.imageIds?.map((id) =>
        built.find(({tag, image}) => tag === id.imageTag || image.digest === id.imageDigest),
      );
      if (listed?.includes(undefined))
        return {status: 400, body: {__type: 'ImageNotFoundException', message: 'not found'}};
      return {status: 200, body: {imageDetails: (listed ?? built).map((image) => detail(image!))}};
    }
    const downloadUrl = `${state.url}/blob/${input.layerDigest}?X-Amz-Signature=canary-signature`;
    return {status: 200, body: {layerDigest: input.layerDigest, downloadUrl}};
  }

  function sendBlob(request: IncomingMessage, response: ServerResponse): void {
    const digest = request.url!.slice('/blob/'.length).split('?')[0]!;
    const bytes = blobs.get(digest);
    const isTail = /^bytes=\d+-\d+$/.test(request.headers.range ?? '');
    state.downloads.push({digest, what: isTail ? 'tail' : 'blob'});
    const faults = (isTail ? state.tailFaults : state.faults).get(digest);
    const fault = faults?.[0];
    if (fault && !('always' in fault && fault.always)) faults?.shift();
    if (!bytes) return void response.writeHead(404).end();
    if (fault?.kind === 'status') return void response.writeHead(fault.status).end();
    if (fault?.kind === 'silent') return;
    const range = fault?.kind === 'no-range' ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    if (range && Number(range[1]) >= bytes.length) return void response.writeHead(416).end();
    const part = bytes.subarray(range ? Number(range[1]) : 0, range?.[2] ? Number(range[2]) + 1 : bytes.length);
    response.writeHead(range ? 206 : 200, {'content-length': part.length});
    if (fault?.kind === 'cut' || fault?.kind === 'stall') {
      state.sent += Math.min(fault.after, part.length);
      response.write(part.subarray(0, fault.after), () => {
        if (fault.kind === 'cut') setTimeout(() => response.destroy(), 20);
      });
      return;
    }
    state.sent += part.length;
    response.end(part);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(state, {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`});
  return state;
}
