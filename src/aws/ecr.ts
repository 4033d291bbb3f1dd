import type {IncomingMessage} from 'node:http';
import type {ImageDetail, ImageIdentifier} from '@aws-sdk/client-ecr';
import type {Aws, CallOptions} from './clients.js';
import {DigestError, downloadBytes, openDownload, verifyDigest} from './download.js';
import {AwsError, answered, MalformedAnswerError} from './errors.js';
import {HttpStatusError} from './http-status-error.js';

/** A repository, and where it lies. Absent registry and region mean the caller's own. */
export interface EcrRepository {
  readonly registryId?: string | undefined;
  readonly region?: string | undefined;
  readonly repository: string;
}

/** A tag or a digest ("sha256:…"). */
export type EcrImageId =
  | {readonly tag: string; readonly digest?: undefined}
  | {readonly digest: string; readonly tag?: undefined};

export type EcrManifest =
  | {
      readonly id: EcrImageId;
      readonly found: true;
      /** sha256 of `text`, checked. */
      readonly digest: string;
      readonly mediaType: string;
      /** The exact bytes that were pushed. */
      readonly text: string;
    }
  | {readonly id: EcrImageId; readonly found: false; readonly code: string; readonly reason: string};

/** DescribeImages' answer with plain times (epoch milliseconds). Of an index, bytes are the largest manifest's. */
export interface EcrImageDetail {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly packedBytes?: number;
  readonly pushedAt?: number;
  readonly lastPulledAt?: number;
  readonly mediaType?: string;
  readonly status?: string;
}

/** All five media types: an index is refused, or silently resolved, where its own is not accepted. */
export const MANIFEST_MEDIA_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
];

/**
 * Whether a pull-through cache rule may cover a repository. A rule's prefix ends with a slash, so that only a name with
 * one can lie under it; but a rule for ROOT covers every name that no other rule covers (docs/adr/0007-by-digest.md).
 */
async function mayBeCache(aws: Aws, repository: EcrRepository, options: CallOptions): Promise<boolean> {
  return repository.repository.includes('/') || mayHaveRootRule(aws, repository, options);
}

/** The prefix of the rule that covers every repository without another one. */
const ROOT_PREFIX = 'ROOT';
/** Milliseconds: what is not known by then counts as a cache, which costs no more than reading by digest. */
const RULES_MS = 5_000;

/**
 * Whether a registry may have a pull-through cache rule for ROOT; yes where its rules cannot be read. Asked once for
 * each registry: whoever knows early which one it will be asks then, and the answer costs no round trip. Never throws.
 */
export function mayHaveRootRule(
  aws: Aws,
  {registryId, region}: Pick<EcrRepository, 'registryId' | 'region'>,
  options: CallOptions = {},
): Promise<boolean> {
  return aws.once(`pull-through ${registryId ?? ''} ${region ?? ''}`, async () => {
    try {
      return await aws.run(
        'ecr:DescribePullThroughCacheRules',
        async (abortSignal) => {
          const {paginateDescribePullThroughCacheRules} = await import('./sdk/ecr.js');
          const client = await aws.client('ecr', region);
          const input = registryId === undefined ? {} : {registryId};
          for await (const page of paginateDescribePullThroughCacheRules({client, pageSize: 1000}, input, {
            abortSignal,
          })) {
            const rules = answered(page.pullThroughCacheRules, 'pullThroughCacheRules');
            if (rules.some(({ecrRepositoryPrefix}) => ecrRepositoryPrefix === ROOT_PREFIX)) return true;
          }
          return false;
        },
        {signal: options.signal, timeoutMs: Math.min(options.timeoutMs ?? RULES_MS, RULES_MS)},
      );
    } catch {
      return true;
    }
  });
}

/**
 * Manifests of up to 100 images of one repository in one call, in the order asked for.
 *
 * Where the repository may be a pull-through cache, tags are asked for by the digests that DescribeImages lists: asked
 * by tag, ECR would import an image, or refresh it, on the caller's behalf. By digest it never does.
 *
 * @param options.details what DescribeImages says of these images, where that is asked for anyway
 */
export async function fetchManifests(
  aws: Aws,
  repository: EcrRepository,
  ids: readonly EcrImageId[],
  options: CallOptions & {readonly details?: Promise<readonly EcrImageDetail[]>} = {},
): Promise<EcrManifest[]> {
  const {details, ...call} = options;
  const tagged = ids.filter((id) => id.tag !== undefined);
  if (tagged.length === 0 || !(await mayBeCache(aws, repository, call))) {
    return askManifests(aws, repository, ids, call);
  }
  const listed = await (details ?? describeImages(aws, repository, tagged, call));
  const digests = ids.map((id) => id.digest ?? listed.find(({tags}) => tags.includes(id.tag ?? ''))?.digest);
  const asked = [...new Set(digests)].flatMap((digest) => (digest === undefined ? [] : [{digest}]));
  const found = asked.length === 0 ? [] : await askManifests(aws, repository, asked, call);
  return ids.map((id, i): EcrManifest => {
    const answer = digests[i] === undefined ? undefined : found.find((manifest) => manifest.id.digest === digests[i]);
    return answer === undefined
      ? {id, found: false, code: 'ImageNotFound', reason: 'the repository lists no such image'}
      : {...answer, id};
  });
}

async function askManifests(
  aws: Aws,
  repository: EcrRepository,
  ids: readonly EcrImageId[],
  options: CallOptions,
): Promise<EcrManifest[]> {
  const {BatchGetImageCommand} = await import('./sdk/ecr.js');
  const client = await aws.client('ecr', repository.region);
  const answer = await aws.run(
    'ecr:BatchGetImage',
    async (abortSignal) => {
      const command = new BatchGetImageCommand({
        ...registry(repository),
        repositoryName: repository.repository,
        imageIds: ids.map(toImageId),
        acceptedMediaTypes: MANIFEST_MEDIA_TYPES,
      });
      const {images, failures} = await client.send(command, {abortSignal});
      if (images === undefined && failures === undefined) answered(images, 'images');
      return {images, failures};
    },
    options,
  );
  return ids.map((id): EcrManifest => {
    const image = answer.images?.find((i) => isSame(i.imageId, id) && i.imageManifest !== undefined);
    if (image?.imageManifest !== undefined) {
      const text = image.imageManifest;
      const digest = image.imageId?.imageDigest ?? id.digest;
      if (digest === undefined) return {id, found: false, code: 'NoDigest', reason: 'ECR sent no digest'};
      try {
        verifyDigest(text, digest, 'manifest');
      } catch (error) {
        return {id, found: false, code: 'DigestMismatch', reason: (error as Error).message};
      }
      return {id, found: true, digest, mediaType: mediaTypeOf(text, image.imageManifestMediaType), text};
    }
    const failure = answer.failures?.find((f) => isSame(f.imageId, id)) ?? answer.failures?.[0];
    return {
      id,
      found: false,
      code: failure?.failureCode ?? 'ImageNotFound',
      reason: failure?.failureReason ?? 'ECR did not list the image in its answer',
    };
  });
}

/**
 * Details of the images named, or of all tagged images of the repository (at most `limit`).
 *
 * An image that does not exist is left out: ECR answers for all ids or fails for all, so each is asked on its own then.
 */
export async function describeImages(
  aws: Aws,
  repository: EcrRepository,
  ids?: readonly EcrImageId[],
  options: CallOptions & {readonly limit?: number} = {},
): Promise<EcrImageDetail[]> {
  const {DescribeImagesCommand, paginateDescribeImages} = await import('./sdk/ecr.js');
  const client = await aws.client('ecr', repository.region);
  const input = {...registry(repository), repositoryName: repository.repository};
  if (ids === undefined) {
    return aws.run(
      'ecr:DescribeImages',
      async (abortSignal) => {
        const details: EcrImageDetail[] = [];
        const pages = paginateDescribeImages(
          {client, pageSize: 1000},
          {...input, filter: {tagStatus: 'TAGGED'}},
          {abortSignal},
        );
        for await (const page of pages) {
          details.push(...answered(page.imageDetails, 'imageDetails').flatMap(toDetail));
          if (details.length >= (options.limit ?? 10_000)) break;
        }
        return details;
      },
      options,
    );
  }
  const describe = (some: readonly EcrImageId[]): Promise<EcrImageDetail[]> =>
    aws.run(
      'ecr:DescribeImages',
      async (abortSignal) => {
        const command = new DescribeImagesCommand({...input, imageIds: some.map(toImageId)});
        return answered((await client.send(command, {abortSignal})).imageDetails, 'imageDetails').flatMap(toDetail);
      },
      options,
    );
  try {
    return await describe(ids);
  } catch (error) {
    if (!isImageNotFound(error)) throw error;
    if (ids.length === 1) return [];
    const each = await Promise.all(
      ids.map((id) =>
        describe([id]).catch((e: unknown) => {
          if (isImageNotFound(e)) return [];
          throw e;
        }),
      ),
    );
    return each.flat();
  }
}

/** Names of a registry's repositories, a thousand at most. */
export async function listRepositories(
  aws: Aws,
  registryOf: Pick<EcrRepository, 'registryId' | 'region'>,
  options: CallOptions = {},
): Promise<{names: string[]; complete: boolean}> {
  const {paginateDescribeRepositories} = await import('./sdk/ecr.js');
  const client = await aws.client('ecr', registryOf.region);
  return aws.run(
    'ecr:DescribeRepositories',
    async (abortSignal) => {
      const names: string[] = [];
      const input = registryOf.registryId === undefined ? {} : {registryId: registryOf.registryId};
      for await (const page of paginateDescribeRepositories({client, pageSize: 1000}, input, {abortSignal})) {
        names.push(...answered(page.repositories, 'repositories').flatMap((r) => r.repositoryName ?? []));
        if (page.nextToken !== undefined) return {names, complete: false};
      }
      return {names, complete: true};
    },
    options,
  );
}

/** A presigned URL for one blob (layer or config). It is a credential: never print or store it. */
export async function blobUrl(
  aws: Aws,
  repository: EcrRepository,
  digest: string,
  options: CallOptions = {},
): Promise<string> {
  const {GetDownloadUrlForLayerCommand} = await import('./sdk/ecr.js');
  const client = await aws.client('ecr', repository.region);
  const answer = await aws.run(
    'ecr:GetDownloadUrlForLayer',
    (abortSignal) =>
      client.send(
        new GetDownloadUrlForLayerCommand({
          ...registry(repository),
          repositoryName: repository.repository,
          layerDigest: digest,
        }),
        {abortSignal},
      ),
    options,
  );
  if (answer.downloadUrl === undefined) throw new MalformedAnswerError('the answer holds no downloadUrl');
  return answer.downloadUrl;
}

/**
 * Opens one blob as a stream; the caller checks the digest. Falls back to the registry API where ECR gives no URL.
 *
 * @param range "bytes=0-99"
 */
export async function openBlob(
  aws: Aws,
  repository: EcrRepository,
  digest: string,
  options: {readonly signal: AbortSignal; readonly range?: string; readonly idleTimeoutMs?: number},
): Promise<IncomingMessage> {
  const source = await blobSource(aws, repository, digest, options);
  try {
    return await openDownload(aws, source.url, {...source, ...options});
  } catch (error) {
    // The URL may have expired while it waited its turn.
    if (!(error instanceof HttpStatusError && error.status === 403)) throw error;
    const fresh = await blobSource(aws, repository, digest, options);
    return openDownload(aws, fresh.url, {...fresh, ...options});
  }
}

/** One small blob, its digest checked. */
export async function fetchBlob(
  aws: Aws,
  repository: EcrRepository,
  digest: string,
  options: CallOptions & {readonly maxBytes?: number} = {},
): Promise<Buffer> {
  return aws.run(
    'ecr:GetDownloadUrlForLayer',
    async (signal) => {
      const maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
      for (let attempt = 1; ; attempt++) {
        // Each attempt with a URL of its own: the last one may have expired.
        const source = await blobSource(aws, repository, digest, {signal});
        try {
          const bytes = await downloadBytes(aws, source.url, {...source, signal, maxBytes});
          verifyDigest(bytes, digest, 'blob');
          return bytes;
        } catch (error) {
          if (attempt >= BLOB_ATTEMPTS || signal.aborted || !mayPass(error)) throw error;
        }
      }
    },
    options,
  );
}

const BLOB_ATTEMPTS = 3;

/** Whether a failed download may succeed when it is done again. */
function mayPass(error: unknown): boolean {
  if (error instanceof HttpStatusError) return error.status === 403 || error.status === 429 || error.status >= 500;
  return error instanceof DigestError || (error instanceof Error && 'code' in error);
}

interface BlobSource {
  readonly url: string;
  readonly authorization?: string;
}

async function blobSource(
  aws: Aws,
  repository: EcrRepository,
  digest: string,
  options: CallOptions,
): Promise<BlobSource> {
  try {
    return {url: await blobUrl(aws, repository, digest, options)};
  } catch (error) {
    if (!(error instanceof AwsError) || error.failure.status !== 'denied') throw error;
    try {
      return await registryBlob(aws, repository, digest, options);
    } catch {
      // The first refusal names the permission to ask for; the fallback needs one more than that.
      throw error;
    }
  }
}

/** The same blob through the registry's own HTTP API (Docker's), with a token for it. */
async function registryBlob(
  aws: Aws,
  repository: EcrRepository,
  digest: string,
  options: CallOptions,
): Promise<BlobSource> {
  const {GetAuthorizationTokenCommand} = await import('./sdk/ecr.js');
  const client = await aws.client('ecr', repository.region);
  const answer = await aws.run(
    'ecr:GetAuthorizationToken',
    (abortSignal) => client.send(new GetAuthorizationTokenCommand({}), {abortSignal}),
    options,
  );
  const data = answer.authorizationData?.[0];
  if (data?.authorizationToken === undefined || data.proxyEndpoint === undefined) {
    throw new Error('GetAuthorizationToken sent no token');
  }
  const endpoint = new URL(data.proxyEndpoint);
  // The token speaks for every registry that the caller may read; the endpoint is that of the caller's own account.
  if (repository.registryId !== undefined) {
    endpoint.hostname = endpoint.hostname.replace(/^\d{12}(?=\.dkr\.ecr\.)/, repository.registryId);
  }
  return {
    url: `${endpoint.origin}/v2/${repository.repository}/blobs/${digest}`,
    authorization: `Basic ${data.authorizationToken}`,
  };
}

function registry(repository: EcrRepository): {registryId?: string} {
  return repository.registryId === undefined ? {} : {registryId: repository.registryId};
}

function toImageId(id: EcrImageId): ImageIdentifier {
  return id.tag === undefined ? {imageDigest: id.digest} : {imageTag: id.tag};
}

function isSame(answered: ImageIdentifier | undefined, asked: EcrImageId): boolean {
  return asked.tag === undefined ? answered?.imageDigest === asked.digest : answered?.imageTag === asked.tag;
}

function isImageNotFound(error: unknown): boolean {
  return error instanceof AwsError && error.failure.code === 'ImageNotFoundException';
}

function toDetail(detail: ImageDetail): EcrImageDetail[] {
  if (detail.imageDigest === undefined) return [];
  const pushedAt = detail.imagePushedAt?.getTime();
  const lastPulledAt = detail.lastRecordedPullTime?.getTime();
  return [
    {
      digest: detail.imageDigest,
      tags: detail.imageTags ?? [],
      ...(detail.imageSizeInBytes !== undefined && {packedBytes: detail.imageSizeInBytes}),
      ...(pushedAt !== undefined && Number.isFinite(pushedAt) && {pushedAt}),
      ...(lastPulledAt !== undefined && Number.isFinite(lastPulledAt) && {lastPulledAt}),
      ...(detail.imageManifestMediaType !== undefined && {mediaType: detail.imageManifestMediaType}),
      ...(detail.imageStatus !== undefined && {status: detail.imageStatus}),
    },
  ];
}

/** ECR's word, else the manifest's own (optional in OCI), else what its shape says. */
function mediaTypeOf(text: string, told: string | undefined): string {
  if (told !== undefined && told !== '') return told;
  try {
    const manifest = JSON.parse(text) as {mediaType?: unknown; manifests?: unknown};
    if (typeof manifest.mediaType === 'string') return manifest.mediaType;
    if (Array.isArray(manifest.manifests)) return 'application/vnd.oci.image.index.v1+json';
  } catch {
    // Not JSON: whoever parses it says so.
  }
  return 'application/vnd.oci.image.manifest.v1+json';
}
