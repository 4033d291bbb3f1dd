import type {EcrImageId, EcrRepository} from '../aws/ecr.js';

/** Where an image lies: a repository of ECR, and a tag or a digest in it. */
export interface ImageAddress {
  /** As written, or as completed from the service's repository. */
  readonly reference: string;
  readonly repository: EcrRepository;
  readonly id: EcrImageId;
}

const ECR =
  /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?|[a-z0-9.-]+)\/([a-z0-9][a-z0-9._/-]*)(?::([A-Za-z0-9_][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;
const TAG = /^[A-Za-z0-9_][\w.-]{0,127}$/;
const DIGEST = /^@?(sha256:[0-9a-f]{64})$/;

/** A full ECR reference; undefined for any other registry. Without tag and digest it means `latest`. */
export function parseEcrReference(reference: string): ImageAddress | undefined {
  const [, registryId, region, , repository, tag, digest] = ECR.exec(reference) ?? [];
  if (registryId === undefined || region === undefined || repository === undefined) return undefined;
  return {
    reference,
    repository: {registryId, region, repository},
    id: digest === undefined ? {tag: tag ?? 'latest'} : {digest},
  };
}

/**
 * What a user calls an image: a full reference, `repository:tag`, a tag, or a digest. All but the first are completed
 * from the service's own image.
 */
export function completeReference(words: string, own: ImageAddress | undefined): ImageAddress | undefined {
  const full = parseEcrReference(words);
  if (full !== undefined || own === undefined) return full;
  const {registryId, region} = own.repository;
  const host = registryHost(own);
  const digest = DIGEST.exec(words)?.[1];
  if (digest !== undefined) {
    const reference = `${host}/${own.repository.repository}@${digest}`;
    return {reference, repository: own.repository, id: {digest}};
  }
  if (TAG.test(words)) {
    const reference = `${host}/${own.repository.repository}:${words}`;
    return {reference, repository: own.repository, id: {tag: words}};
  }
  const colon = words.lastIndexOf(':');
  const tag = words.slice(colon + 1);
  if (colon <= 0 || !TAG.test(tag)) return undefined;
  const repository = words.slice(0, colon);
  return {reference: `${host}/${words}`, repository: {registryId, region, repository}, id: {tag}};
}

function registryHost(own: ImageAddress): string {
  return own.reference.slice(0, own.reference.indexOf('/'));
}
