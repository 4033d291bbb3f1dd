import {createHash} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {lookError} from '../../errors.js';
import {indexEntries, MEDIA_TYPES, parseJson} from '../manifest.js';
import {ImageProblem} from '../problem.js';
import {nearestTags} from '../reference.js';
import {readFileRange} from './file-range.js';
import type {ImageSource, ManifestText, ResolvedImage} from './source.js';

const REF_NAME = 'org.opencontainers.image.ref.name';
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** An OCI image layout in a directory (skopeo, umoci, buildx write them). */
export function openOciLayout(directory: string): ImageSource {
  const pathOf = (digest: string): string => {
    const found = /^(sha256|sha512):([0-9a-f]{64,128})$/.exec(digest);
    if (!found) throw new ImageProblem('bad-manifest', `"${digest.slice(0, 100)}" is no digest`);
    return join(directory, 'blobs', found[1] as string, found[2] as string);
  };
  return {
    kind: 'oci-layout',
    where: `OCI layout ${directory}`,
    async manifests(digests) {
      const found = new Map<string, ManifestText>();
      for (const digest of digests) {
        const bytes = await readSmall(pathOf(digest)).catch((error: unknown) => {
          if (error instanceof ImageProblem) throw error;
          return undefined;
        });
        if (!bytes) continue;
        const [algorithm, expected] = digest.split(':') as [string, string];
        if (createHash(algorithm).update(bytes).digest('hex') !== expected) {
          throw new ImageProblem('digest-mismatch', `the manifest ${digest} does not have that digest`);
        }
        const text = bytes.toString('utf8');
        found.set(digest, {digest, text, mediaType: mediaTypeIn(text)});
      }
      return found;
    },
    async read(blob, take, options = {}) {
      const path = pathOf(blob.digest);
      const info = await stat(path).catch(() => undefined);
      if (!info?.isFile()) throw new ImageProblem('not-found', `the blob ${blob.digest} is not in ${directory}`);
      await readFileRange(path, options.from ?? 0, options.to ?? info.size, take);
    },
  };
}

export async function resolveOciLayout(reference: string, directory: string, tag?: string): Promise<ResolvedImage> {
  const what = `read image ${reference}`;
  const text = await readSmall(join(directory, 'index.json')).catch((error: unknown) => {
    throw lookError(`${what}: ${directory} is no OCI image layout (index.json cannot be read)`, {
      suggestions: ['make one: skopeo copy docker://… oci:DIR:TAG'],
      cause: error,
    });
  });
  let entries: ReturnType<typeof indexEntries>;
  try {
    entries = indexEntries(parseJson(text.toString('utf8'), 'index.json'));
  } catch (error) {
    throw lookError(`${what}: ${(error as Error).message}`, {cause: error});
  }
  const named = entries.map((entry) => ({entry, name: entry.annotations[REF_NAME]}));
  const names = named.flatMap(({name}) => (name === undefined ? [] : [name]));
  const chosen = tag === undefined ? named : named.filter(({name}) => name === tag);
  const only = chosen[0];
  if (only === undefined || chosen.length > 1) {
    throw lookError(
      tag === undefined
        ? `${what}: the layout holds ${entries.length} images, name one`
        : chosen.length > 1
          ? `${what}: "${tag}" stands for ${chosen.length} images in ${directory}`
          : `${what}: no image "${tag}" in ${directory}`,
      {
        code: chosen.length > 1 ? 'IMAGE_AMBIGUOUS' : 'IMAGE_NOT_FOUND',
        suggestions: (tag === undefined ? names : nearestTags(tag, [...new Set(names)]))
          .filter((name) => name !== tag)
          .map((name) => `oci:${directory}:${name}`),
      },
    );
  }
  const source = openOciLayout(directory);
  const manifests = await source.manifests([only.entry.digest]).catch((error: unknown) => {
    throw lookError(`${what}: ${(error as Error).message}`, {cause: error});
  });
  const manifest = manifests.get(only.entry.digest);
  if (!manifest) throw lookError(`${what}: the manifest ${only.entry.digest} is missing in the layout`);
  return {
    reference,
    source,
    ...(only.name !== undefined && {tag: only.name}),
    tags: named.flatMap(({entry, name}) => (entry.digest === only.entry.digest && name !== undefined ? [name] : [])),
    digest: only.entry.digest,
    manifest: {...manifest, mediaType: only.entry.mediaType ?? manifest.mediaType},
    gaps: [],
  };
}

async function readSmall(path: string): Promise<Buffer> {
  const info = await stat(path);
  if (info.size > MAX_MANIFEST_BYTES) throw new ImageProblem('too-large', `${path} is too large for a manifest`);
  return readFile(path);
}

function mediaTypeIn(text: string): string {
  try {
    const value = JSON.parse(text) as {mediaType?: unknown; manifests?: unknown};
    if (typeof value.mediaType === 'string') return value.mediaType;
    if (Array.isArray(value.manifests)) return MEDIA_TYPES.ociIndex;
  } catch {
    // Whoever parses it says so.
  }
  return MEDIA_TYPES.ociManifest;
}
