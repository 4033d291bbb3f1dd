import {usageError} from '../errors.js';

/** What a user may write for an image. */
export type ImageReference =
  | {
      readonly kind: 'ecr';
      readonly text: string;
      readonly registryId?: string;
      readonly region?: string;
      /** Absent: the service's repository, or --repository. */
      readonly repository?: string;
      readonly tag?: string;
      readonly digest?: string;
      /** A bare word may be the beginning of a tag. */
      readonly mayBePrefix: boolean;
    }
  | {readonly kind: 'service'; readonly text: string; readonly which: 'running' | 'attempted'}
  | {readonly kind: 'oci-layout'; readonly text: string; readonly path: string; readonly tag?: string}
  | {readonly kind: 'docker-archive'; readonly text: string; readonly path: string; readonly tag?: string};

const ECR_HOST = /^(\d{12})\.dkr(?:\.ecr|-ecr)(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const REPOSITORY = /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/;
const FORMS =
  'a tag, repository:tag, @sha256:…, an ECR URI, running, attempted, oci:DIR[:TAG], docker-archive:FILE[:TAG]';

/** Reads a reference; throws a usage error that says which forms there are. */
export function parseReference(text: string): ImageReference {
  if (text === 'running' || text === 'attempted') return {kind: 'service', text, which: text};
  if (text.startsWith('oci:')) return {kind: 'oci-layout', text, ...pathAndTag(text, text.slice(4))};
  if (text.startsWith('docker-archive:')) return {kind: 'docker-archive', text, ...pathAndTag(text, text.slice(15))};
  return parseEcr(text);
}

function pathAndTag(text: string, rest: string): {path: string; tag?: string} {
  // A colon before a slash belongs to the path (C:\images too).
  const found = /^(.+?):([^/\\]*)$/.exec(rest);
  const isDrive = found !== null && /^[A-Za-z]$/.test(found[1] as string) && rest[2] === '\\';
  if (found && !isDrive && found[2] !== '') return {path: found[1] as string, tag: found[2] as string};
  const path = rest.replace(/:$/, '');
  if (path === '') throw usageError(`read image reference "${text}": the path is missing`, [`Forms: ${FORMS}`]);
  return {path};
}

function parseEcr(text: string): ImageReference {
  const wrong = (why: string): never => {
    throw usageError(`read image reference "${text}": ${why}`, [`Forms: ${FORMS}`]);
  };
  let rest = text;
  let place: {registryId: string; region: string} | undefined;
  const slash = rest.indexOf('/');
  const host = slash < 0 ? undefined : rest.slice(0, slash);
  if (host !== undefined && (host.includes('.') || host.includes(':') || host === 'localhost')) {
    const ecr = ECR_HOST.exec(host);
    if (!ecr) return wrong(`only images in ECR are read from a registry, and ${host} is no ECR host`);
    place = {registryId: ecr[1] as string, region: ecr[2] as string};
    rest = rest.slice(slash + 1);
  }
  const at = rest.indexOf('@');
  let digest: string | undefined;
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
  } else if (rest.startsWith('sha256:')) {
    digest = rest;
    rest = '';
  }
  if (digest !== undefined && !DIGEST.test(digest)) return wrong('a digest is sha256: and 64 hexadecimal digits');
  const colon = rest.lastIndexOf(':');
  const named = colon >= 0 || place !== undefined || digest !== undefined;
  const repository = named ? (colon >= 0 ? rest.slice(0, colon) : rest) : undefined;
  const tag = named ? (colon >= 0 ? rest.slice(colon + 1) : undefined) : rest;
  if (repository !== undefined && repository !== '' && !REPOSITORY.test(repository)) {
    return wrong(`"${repository}" is no repository name`);
  }
  if (digest === undefined) {
    if (tag === undefined) return wrong('it names a repository, but no tag and no digest');
    if (!TAG.test(tag)) return wrong(tag.includes('/') ? 'it names a repository, but no tag' : `"${tag}" is no tag`);
  }
  if (place !== undefined && (repository === undefined || repository === '')) return wrong('the repository is missing');
  return {
    kind: 'ecr',
    text,
    ...place,
    ...(repository !== undefined && repository !== '' && {repository}),
    ...(digest !== undefined ? {digest} : tag !== undefined && {tag}),
    mayBePrefix: digest === undefined,
  };
}

/** Tags most like the one asked for, nearest first. */
export function nearestTags(asked: string, tags: readonly string[], limit = 5): string[] {
  return tags
    .map((tag) => ({tag, distance: editDistance(asked.toLowerCase(), tag.toLowerCase().slice(0, 64))}))
    .map(({tag, distance}) => ({tag, distance: tag.includes(asked) ? 0 : distance}))
    .sort((x, y) => x.distance - y.distance || x.tag.localeCompare(y.tag))
    .slice(0, limit)
    .map(({tag}) => tag);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same));
    }
    row = next;
  }
  return row[b.length] as number;
}
