import type {Aws} from '../aws/clients.js';
import type {EcrRepository} from '../aws/ecr.js';
import {lookError, usageError} from '../errors.js';
import {type ImageReference, parseReference} from './reference.js';
import {resolveDockerArchive} from './source/docker-archive.js';
import {resolveEcr} from './source/ecr.js';
import {resolveOciLayout} from './source/oci-layout.js';
import type {ResolvedImage} from './source/source.js';

export interface ResolveContext {
  /** Asked for only when a reference lies in ECR. */
  readonly aws: () => Aws;
  /** Where a bare tag is looked for: --repository, or the service's. */
  readonly repository?: EcrRepository;
  /** Full references of the service's images, or why there is none. */
  readonly serviceImages?: {readonly [which in 'running' | 'attempted']: {reference: string} | {why: string}};
  readonly signal?: AbortSignal;
  readonly idleTimeoutMs?: number;
}

type EcrReference = Extract<ImageReference, {kind: 'ecr'}>;

/** Finds images. References of one ECR repository are asked for together: one round trip for all of them. */
export async function resolveImages(
  references: readonly ImageReference[],
  context: ResolveContext,
): Promise<ResolvedImage[]> {
  const inEcr = references.map((reference) => {
    const named = reference.kind === 'service' ? serviceReference(reference.which, context) : reference;
    return named.kind === 'ecr' ? withRepository(named, context) : named;
  });
  const groups = new Map<string, {repository: EcrRepository; references: (EcrReference & {repository: string})[]}>();
  for (const {reference, repository} of inEcr.filter((item) => 'reference' in item)) {
    const key = JSON.stringify([repository.registryId, repository.region, repository.repository]);
    const group = groups.get(key) ?? {repository, references: []};
    group.references.push(reference);
    groups.set(key, group);
  }
  const found = new Map<EcrReference, ResolvedImage>();
  const [local] = await Promise.all([
    Promise.all(
      inEcr.map((item) => {
        return 'reference' in item ? undefined : resolveLocal(item);
      }),
    ),
    ...[...groups.values()].map(async ({repository, references: group}) => {
      const images = await resolveEcr(context.aws(), repository, group, {
        signal: context.signal,
        ...(context.idleTimeoutMs !== undefined && {idleTimeoutMs: context.idleTimeoutMs}),
      });
      group.forEach((reference, i) => {
        found.set(reference, images[i] as ResolvedImage);
      });
    }),
  ]);
  return inEcr.map((item, i) => {
    const image = 'reference' in item ? found.get(item.reference) : local[i];
    if (!image) throw lookError(`read image ${references[i]?.text}: it was not found`);
    // "running" is what the user asked for, and what the report calls it.
    return {...image, reference: references[i]?.text ?? image.reference};
  });
}

/** An image in a local file or directory. */
export function resolveLocal(
  reference: Extract<ImageReference, {kind: 'oci-layout' | 'docker-archive'}>,
): Promise<ResolvedImage> {
  const {kind, text, path, tag} = reference;
  return kind === 'oci-layout' ? resolveOciLayout(text, path, tag) : resolveDockerArchive(text, path, tag);
}

/** Whether finding these needs the service to be looked at first. */
export function needsService(references: readonly ImageReference[], repository: string | undefined): boolean {
  return references.some(
    (reference) =>
      reference.kind === 'service' ||
      (reference.kind === 'ecr' && reference.repository === undefined && repository === undefined),
  );
}

function serviceReference(which: 'running' | 'attempted', context: ResolveContext): EcrReference {
  const image = context.serviceImages?.[which];
  if (!image || 'why' in image) {
    throw lookError(`find the ${which} image: ${image ? image.why : 'no service was looked at'}`, {
      code: 'IMAGE_NOT_FOUND',
      suggestions: ['name the image itself: a tag, repository:tag or @sha256:…'],
    });
  }
  const reference = parseReference(image.reference);
  if (reference.kind !== 'ecr') throw lookError(`find the ${which} image: ${image.reference} is not in ECR`);
  // What App Runner names is the whole tag, never its beginning.
  return {...reference, mayBePrefix: false};
}

function withRepository(
  reference: EcrReference,
  context: ResolveContext,
): {reference: EcrReference & {repository: string}; repository: EcrRepository} {
  const base = context.repository;
  const repository = reference.repository ?? base?.repository;
  if (repository === undefined) {
    throw usageError(`find image ${reference.text}: in which repository?`, [
      `--repository NAME, or ${reference.tag === undefined ? 'REPOSITORY@sha256:…' : `REPOSITORY:${reference.tag}`}`,
    ]);
  }
  const registryId = reference.registryId ?? base?.registryId;
  const region = reference.region ?? base?.region;
  return {
    reference: {...reference, repository},
    repository: {repository, ...(registryId !== undefined && {registryId}), ...(region !== undefined && {region})},
  };
}
