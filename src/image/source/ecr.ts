import type {IncomingMessage} from 'node:http';
import {readPlainBody} from '../../aws/body-reader.js';
import type {Aws} from '../../aws/clients.js';
import {HttpStatusError, openDownload} from '../../aws/download.js';
import {
  blobUrl,
  describeImages,
  type EcrImageDetail,
  type EcrImageId,
  type EcrManifest,
  type EcrRepository,
  fetchManifests,
  openBlob,
} from '../../aws/ecr.js';
import {AwsError, scrub, toDiagError} from '../../aws/errors.js';
import {lookError} from '../../errors.js';
import {ImageProblem} from '../problem.js';
import {type ImageReference, nearestTags} from '../reference.js';
import type {BlobRef, ImageSource, ManifestText, ReadRange, ResolvedImage, TakePiece} from './source.js';

type EcrReference = Extract<ImageReference, {kind: 'ecr'}> & {readonly repository: string};

export interface EcrSourceOptions {
  /** Milliseconds without a byte after which a download is given up and taken up again. */
  readonly idleTimeoutMs?: number;
}

/** A repository in ECR: manifests through the API, blobs through presigned URLs, which never leave this file. */
export function openEcr(aws: Aws, repository: EcrRepository, options: EcrSourceOptions = {}): ImageSource {
  const urls = new Map<string, Promise<string>>();
  const idleTimeoutMs = options.idleTimeoutMs ?? 30_000;

  const urlOf = (digest: string, signal: AbortSignal | undefined): Promise<string> => {
    let url = urls.get(digest);
    if (!url) {
      url = blobUrl(aws, repository, digest, {signal});
      urls.set(digest, url);
      url.catch(() => urls.delete(digest));
    }
    return url;
  };

  const get = async (blob: BlobRef, range: string | undefined, signal: AbortSignal): Promise<IncomingMessage> => {
    const ask = {signal, idleTimeoutMs, ...(range !== undefined && {range})};
    let url: string;
    try {
      url = await urlOf(blob.digest, signal);
    } catch (error) {
      // Without the permission for presigned URLs the registry's own API may still give the blob.
      if (error instanceof AwsError && error.failure.status === 'denied') {
        return openBlob(aws, repository, blob.digest, ask);
      }
      throw error;
    }
    try {
      return await openDownload(aws, url, ask);
    } catch (error) {
      if (!(error instanceof HttpStatusError) || error.status !== 403) throw error;
      // Presigned URLs expire; a new one is asked for once.
      urls.delete(blob.digest);
      return openDownload(aws, await urlOf(blob.digest, signal), ask);
    }
  };

  const idle = (blob: BlobRef): ImageProblem =>
    new ImageProblem('timeout', `no byte of ${short(blob.digest)} came for ${idleTimeoutMs / 1000} s`, {
      transient: true,
    });

  const readStraight = async (
    blob: BlobRef,
    take: TakePiece,
    {from = 0}: ReadRange,
    signal: AbortSignal,
  ): Promise<boolean> => {
    let url: string;
    try {
      url = await urlOf(blob.digest, signal);
    } catch (error) {
      if (error instanceof AwsError && error.failure.status === 'denied') return false;
      throw error;
    }
    const range = from > 0 ? `bytes=${from}-` : undefined;
    return readPlainBody(aws, new URL(url), {signal, range, idleTimeoutMs, onIdle: () => idle(blob)}, take);
  };

  const readThroughClient = async (
    blob: BlobRef,
    take: TakePiece,
    {from = 0, to}: ReadRange,
    signal: AbortSignal,
  ): Promise<void> => {
    const partial = from > 0 || to !== undefined;
    const range = partial ? `bytes=${from}-${to === undefined ? '' : to - 1}` : undefined;
    const response = await get(blob, range, signal);
    response.setTimeout(idleTimeoutMs, () => response.destroy(idle(blob)));
    // A server that does not know ranges sends everything from the start.
    const skip = partial && response.statusCode === 200 ? from : 0;
    await handOver(response, take, skip, to === undefined ? undefined : to - from);
  };

  return {
    kind: 'ecr',
    where: `repository ${repository.repository}`,
    async manifests(digests, signal) {
      const found = new Map<string, ManifestText>();
      const answers = await fetchManifests(
        aws,
        repository,
        digests.map((digest) => ({digest})),
        {signal},
      );
      for (const answer of answers) if (answer.found) found.set(answer.digest, answer);
      return found;
    },
    prepare(blob, signal) {
      // Whoever reads it asks again, and is told.
      urlOf(blob.digest, signal).catch(() => undefined);
    },
    async read(blob, take, range = {}) {
      const signal = range.signal ?? new AbortController().signal;
      try {
        if (isLarge(blob, range) && (await readStraight(blob, take, range, signal))) return;
        await readThroughClient(blob, take, range, signal);
      } catch (error) {
        throw blobProblem(error, blob);
      }
    },
  };
}

/** Worth a connection of its own. Small reads share the pool of connections. */
const LARGE_BYTES = 128 * 1024;

function isLarge(blob: BlobRef, {from = 0, to}: ReadRange): boolean {
  return to === undefined && blob.size - from >= LARGE_BYTES;
}

/** Hands over the part asked for, whatever more the answer holds. */
async function handOver(
  response: IncomingMessage,
  take: TakePiece,
  skip: number,
  bytes: number | undefined,
): Promise<void> {
  let toSkip = skip;
  let left = bytes ?? Number.POSITIVE_INFINITY;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    let part = chunk;
    if (toSkip > 0) {
      const skipped = Math.min(toSkip, part.length);
      toSkip -= skipped;
      part = part.subarray(skipped);
    }
    if (part.length > left) part = part.subarray(0, left);
    left -= part.length;
    if (part.length > 0) await take(part);
    if (left === 0) return;
  }
}

function blobProblem(error: unknown, blob: BlobRef): ImageProblem {
  if (error instanceof ImageProblem) return error;
  const name = short(blob.digest);
  if (error instanceof AwsError) {
    const {failure} = error;
    const fix = failure.fix === undefined ? '' : ` (${failure.fix})`;
    const gone = failure.kind === 'not-found' || failure.code === 'LayersNotFoundException';
    return new ImageProblem(gone ? 'not-found' : 'unreachable', `${name}: ${failure.why}${fix}`, {cause: error});
  }
  if (error instanceof HttpStatusError) {
    if (error.status === 416) {
      return new ImageProblem('size-mismatch', `${name}: the stored blob is shorter than its manifest says`);
    }
    const transient = error.status >= 500 || error.status === 429;
    return new ImageProblem('unreachable', `${name}: ${error.message}`, {cause: error, transient});
  }
  const message = scrub(error instanceof Error ? error.message : String(error));
  return new ImageProblem(
    'unreachable',
    `${name}: the connection to the blob store broke off (${message}); inside a VPC the S3 gateway endpoint must admit ECR's layer bucket`,
    {cause: error, transient: !isAbort(error)},
  );
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function short(digest: string): string {
  return digest.slice(0, 19);
}

/**
 * Finds images of one repository: manifests and details of all of them in one round trip, and one more only where a
 * reference turns out to be the beginning of a tag.
 */
export async function resolveEcr(
  aws: Aws,
  repository: EcrRepository,
  references: readonly EcrReference[],
  options: EcrSourceOptions & {readonly signal?: AbortSignal | undefined} = {},
): Promise<ResolvedImage[]> {
  const source = openEcr(aws, repository, options);
  const ids = references.map(idOf);
  const what = `read images of repository ${repository.repository}`;
  // The list of tags is needed only when a tag is not found; asking at once saves that round trip.
  const abandon = new AbortController();
  const listSignal = options.signal ? AbortSignal.any([options.signal, abandon.signal]) : abandon.signal;
  const listing = references.some((reference) => reference.mayBePrefix)
    ? describeImages(aws, repository, undefined, {signal: listSignal})
    : undefined;
  listing?.catch(() => undefined);
  const details = describeImages(aws, repository, ids, {signal: options.signal});
  const detailsOrGap = details.catch((error: unknown) => gapOf(error, 'push time and registry size'));

  let manifests: EcrManifest[];
  try {
    manifests = await fetchManifests(aws, repository, ids, {signal: options.signal, details});
  } catch (error) {
    abandon.abort();
    const isListing = error instanceof AwsError && error.failure.operation === 'ecr:DescribeImages';
    throw toDiagError(
      error,
      isListing
        ? `list images of repository ${repository.repository}, which may be a pull-through cache and is read by digest`
        : what,
    );
  }
  let known = await detailsOrGap;
  if (manifests.some((manifest) => !manifest.found)) {
    const tags = listing ? await listing.catch(() => undefined) : undefined;
    const second = manifests.map((manifest, i) => {
      const reference = references[i] as EcrReference;
      return manifest.found ? undefined : fullTag(reference, manifest, tags, repository);
    });
    const wanted = second.flatMap((tag) => (tag === undefined ? [] : [{tag}]));
    const found = await fetchManifests(aws, repository, wanted, {
      signal: options.signal,
      ...(tags && {details: Promise.resolve(tags)}),
    }).catch((error: unknown) => {
      throw toDiagError(error, what);
    });
    manifests = manifests.map(
      (manifest, i) => found.find((f) => f.id.tag === second[i] && !manifest.found) ?? manifest,
    );
    if (tags) known = [...(Array.isArray(known) ? known : []), ...tags];
  } else {
    abandon.abort();
  }

  return manifests.map((manifest, i) => {
    const reference = references[i] as EcrReference;
    if (!manifest.found) throw missing(reference, manifest, [], repository);
    const detail = Array.isArray(known) ? known.find((d) => d.digest === manifest.digest) : undefined;
    const tag = manifest.id.tag;
    return {
      reference: reference.text,
      source,
      repository: repository.repository,
      ...(repository.registryId !== undefined && {registryId: repository.registryId}),
      ...(repository.region !== undefined && {region: repository.region}),
      ...(tag !== undefined && {tag}),
      tags: detail?.tags ?? (tag === undefined ? [] : [tag]),
      digest: manifest.digest,
      manifest: {digest: manifest.digest, mediaType: manifest.mediaType, text: manifest.text},
      ...(detail?.pushedAt !== undefined && {pushedAt: detail.pushedAt}),
      ...(detail?.lastPulledAt !== undefined && {lastPulledAt: detail.lastPulledAt}),
      ...(detail?.packedBytes !== undefined && {registryBytes: detail.packedBytes}),
      ...(detail?.status !== undefined && {status: detail.status}),
      gaps: Array.isArray(known) ? [] : [known],
    };
  });
}

function idOf(reference: EcrReference): EcrImageId {
  if (reference.digest !== undefined) return {digest: reference.digest};
  if (reference.tag !== undefined) return {tag: reference.tag};
  throw lookError(`read image ${reference.text}: neither tag nor digest`);
}

/** The one tag that begins with what was asked for. */
function fullTag(
  reference: EcrReference,
  manifest: Extract<EcrManifest, {found: false}>,
  details: readonly EcrImageDetail[] | undefined,
  repository: EcrRepository,
): string {
  const tags = details?.flatMap((detail) => detail.tags) ?? [];
  const isMissing = /NotFound/.test(manifest.code);
  const asked = reference.tag;
  if (!reference.mayBePrefix || asked === undefined || !isMissing) {
    throw missing(reference, manifest, tags, repository);
  }
  if (!details)
    throw missing(reference, manifest, tags, repository, 'to find a tag by its beginning: ecr:DescribeImages');
  const candidates = tags.filter((tag) => tag.startsWith(asked));
  const only = candidates[0];
  if (only === undefined) throw missing(reference, manifest, tags, repository);
  if (candidates.length === 1) return only;
  throw lookError(
    `find image ${reference.text}: ${candidates.length} tags of ${repository.repository} begin with it: ${candidates.slice(0, 10).join(', ')}${candidates.length > 10 ? ', …' : ''}`,
    {code: 'IMAGE_AMBIGUOUS', suggestions: candidates.slice(0, 5)},
  );
}

function missing(
  reference: EcrReference,
  manifest: Extract<EcrManifest, {found: false}>,
  tags: readonly string[],
  repository: EcrRepository,
  hint = `aws ecr describe-images --repository-name ${repository.repository}${repository.region === undefined ? '' : ` --region ${repository.region}`}`,
): Error {
  const nearest = reference.tag === undefined ? [] : nearestTags(reference.tag, tags);
  return lookError(`find image ${reference.text} in ${repository.repository}: ${manifest.reason} (${manifest.code})`, {
    code: 'IMAGE_NOT_FOUND',
    suggestions: nearest.length > 0 ? nearest.map((tag) => `nearest tag: ${tag}`) : [hint],
  });
}

function gapOf(error: unknown, what: string): {what: string; why: string; fix?: string} {
  if (!(error instanceof AwsError)) return {what, why: error instanceof Error ? error.message : String(error)};
  const {why, fix} = error.failure;
  return {what, why, ...(fix !== undefined && {fix})};
}
