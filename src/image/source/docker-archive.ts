import {createHash} from 'node:crypto';
import {open, stat} from 'node:fs/promises';
import {lookError} from '../../errors.js';
import {normalizeImagePath, parentOf, resolveImagePath} from '../image-path.js';
import {TarReader} from '../layer/tar.js';
import {BLOCK, type TarEntry} from '../layer/tar-header.js';
import {diffIdsOf, MEDIA_TYPES, parseJson} from '../manifest.js';
import {ImageProblem} from '../problem.js';
import {nearestTags} from '../reference.js';
import {readFileRange} from './file-range.js';
import type {ImageSource, ManifestText, ResolvedImage} from './source.js';

const MAX_JSON_BYTES = 16 * 1024 * 1024;

interface Span {
  readonly offset: number;
  readonly size: number;
}

/** An archive as `docker save`, `podman save` and skopeo write it. Read where it lies, nothing unpacked to disk. */
export async function resolveDockerArchive(reference: string, path: string, tag?: string): Promise<ResolvedImage> {
  const what = `read image ${reference}`;
  const named = await pathAndTag(path, tag);
  try {
    return await resolve(reference, named.path, named.tag, what);
  } catch (error) {
    if (error instanceof ImageProblem) throw lookError(`${what}: ${error.message}`, {cause: error});
    if (isSystemError(error)) throw lookError(`${what}: ${named.path} cannot be read (${error.code})`, {cause: error});
    throw error;
  }
}

/** A tag in full may hold slashes and colons itself (registry:5000/team/app:v1): the path is what exists. */
async function pathAndTag(path: string, tag: string | undefined): Promise<{path: string; tag: string | undefined}> {
  for (let end = path.length; end > 0; end = path.lastIndexOf(':', end - 1)) {
    const begin = path.slice(0, end);
    const isThere = await stat(begin).then(
      () => true,
      () => false,
    );
    if (isThere) return {path: begin, tag: end === path.length ? tag : withTag(path.slice(end + 1), tag)};
  }
  return {path, tag};
}

function withTag(repository: string, tag: string | undefined): string {
  return tag === undefined ? repository : `${repository}:${tag}`;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

async function resolve(reference: string, path: string, tag: string | undefined, what: string): Promise<ResolvedImage> {
  const files = await indexArchive(path, what);
  const manifestSpan = files.get('manifest.json');
  if (!manifestSpan) {
    throw lookError(`${what}: ${path} holds no manifest.json, so it is no archive of docker save`, {
      suggestions: ['make one: docker save -o FILE IMAGE:TAG'],
    });
  }
  const images = archiveImages(await readJson(path, manifestSpan, 'manifest.json'));
  const wanted = tag === undefined ? images : images.filter((image) => image.tags.some((name) => names(name, tag)));
  const [image, another] = wanted;
  if (image === undefined || another !== undefined) throw notOne(what, path, images, wanted, tag);
  return describe(reference, path, image, files);
}

/** Of the images of an archive none, or more than one, is what was asked for. */
function notOne(
  what: string,
  path: string,
  images: readonly ArchiveImage[],
  wanted: readonly ArchiveImage[],
  tag: string | undefined,
): Error {
  const namesOf = (some: readonly ArchiveImage[]) => some.flatMap(({tags}) => tags);
  const reference = (name: string) => `docker-archive:${path}:${name}`;
  if (tag !== undefined && wanted.length > 1) {
    return lookError(`${what}: "${tag}" stands for ${wanted.length} images in ${path}, name one in full`, {
      code: 'IMAGE_AMBIGUOUS',
      suggestions: namesOf(wanted)
        .filter((name) => names(name, tag))
        .map(reference),
    });
  }
  return tag === undefined
    ? lookError(`${what}: the archive holds ${images.length} images, name one`, {
        code: images.length > 1 ? 'IMAGE_AMBIGUOUS' : 'IMAGE_NOT_FOUND',
        suggestions: namesOf(images).map(reference),
      })
    : lookError(`${what}: no image "${tag}" in ${path}`, {
        code: 'IMAGE_NOT_FOUND',
        suggestions: nearestTags(tag, namesOf(images)).map(reference),
      });
}

async function describe(
  reference: string,
  path: string,
  image: ArchiveImage,
  files: ReadonlyMap<string, Span>,
): Promise<ResolvedImage> {
  const configSpan = files.get(image.config);
  if (!configSpan) throw new ImageProblem('bad-manifest', `the config ${image.config} is missing in the archive`);
  const configBytes = await readSpan(path, configSpan, 'the config');
  const diffIds = diffIdsOf(parseJson(configBytes.toString('utf8'), 'the config'));
  const configDigest = `sha256:${createHash('sha256').update(configBytes).digest('hex')}`;
  const blobs = new Map<string, Span>([[configDigest, configSpan]]);
  const layers = image.layers.map((name, i) => {
    const span = files.get(name);
    if (!span) throw new ImageProblem('bad-manifest', `the layer ${name} is missing in the archive`);
    // New archives are OCI layouts as well and name blobs by digest, and so do crane, kaniko and jib, which pack them;
    // old ones hold plain tars, whose digest is the diff id.
    const named = /^(?:blobs\/sha256\/([0-9a-f]{64})|([0-9a-f]{64})\.tar\.gz)$/.exec(name);
    const digest = named ? `sha256:${named[1] ?? named[2]}` : diffIds[i];
    if (digest === undefined)
      throw new ImageProblem('bad-config', 'the config names fewer layers than the archive holds');
    blobs.set(digest, span);
    const packed = named?.[2] === undefined ? '' : '.gzip';
    return {mediaType: `application/vnd.docker.image.rootfs.diff.tar${packed}`, digest, size: span.size};
  });
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.dockerManifest,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      digest: configDigest,
      size: configBytes.length,
    },
    layers,
  });
  const repoTag = image.tags[0];
  const colon = repoTag?.lastIndexOf(':') ?? -1;
  return {
    reference,
    source: archiveSource(path, blobs),
    ...(repoTag !== undefined && colon > 0 && {repository: repoTag.slice(0, colon), tag: repoTag.slice(colon + 1)}),
    tags: image.tags,
    manifest: {digest: '', mediaType: MEDIA_TYPES.dockerManifest, text},
    gaps: [],
  };
}

function archiveSource(path: string, blobs: ReadonlyMap<string, Span>): ImageSource {
  return {
    kind: 'docker-archive',
    where: `archive ${path}`,
    async manifests() {
      return new Map<string, ManifestText>();
    },
    async read(blob, take, options = {}) {
      const span = blobs.get(blob.digest);
      if (!span) throw new ImageProblem('not-found', `the blob ${blob.digest} is not in ${path}`);
      const to = Math.min(span.size, options.to ?? span.size);
      await readFileRange(path, span.offset + (options.from ?? 0), span.offset + to, take);
    },
  };
}

/** Where each file of the archive lies. Contents are skipped over, so that a large archive costs a few reads. */
async function indexArchive(path: string, what: string): Promise<Map<string, Span>> {
  const info = await stat(path).catch((error: unknown) => {
    throw lookError(`${what}: ${path} cannot be read`, {code: 'IMAGE_NOT_FOUND', cause: error});
  });
  // It is read in places: what only comes once, from its beginning, cannot be.
  if (!info.isFile()) {
    throw lookError(`${what}: ${path} is no regular file`, {
      suggestions: info.isDirectory()
        ? [`an OCI image layout? oci:${path}`]
        : ['save it first: docker save -o FILE IMAGE:TAG'],
    });
  }
  const file = await open(path, 'r');
  const spans = new Map<string, Span>();
  const links: {path: string; target: string}[] = [];
  try {
    const block = Buffer.alloc(BLOCK);
    let position = 0;
    let pending: TarEntry | undefined;
    let pushed = 0;
    const reader = new TarReader({
      entry: (entry) => {
        pending = entry;
      },
      data: () => undefined,
      end: () => undefined,
    });
    await file.read(block, 0, 2, 0);
    if (block[0] === 0x1f && block[1] === 0x8b) {
      throw lookError(`${what}: ${path} is compressed`, {suggestions: [`unpack it first: gunzip -k ${path}`]});
    }
    while (position + BLOCK <= info.size) {
      const {bytesRead} = await file.read(block, 0, BLOCK, position);
      if (bytesRead < BLOCK) break;
      pending = undefined;
      reader.push(block);
      pushed += BLOCK;
      position += BLOCK;
      const entry = pending as TarEntry | undefined;
      if (!entry) continue;
      const name = normalizeImagePath(entry.path);
      if (name !== undefined) {
        if (entry.type === 'symlink') links.push({path: name, target: resolveImagePath(parentOf(name), entry.link)});
        else if (entry.type === 'hardlink') links.push({path: name, target: normalizeImagePath(entry.link) ?? ''});
        else if (!entry.sparse) spans.set(name, {offset: position, size: entry.size});
      }
      const stored = entry.sparse?.reduce((sum, {length}) => sum + length, 0) ?? entry.size;
      if (stored > 0) {
        if (stored > info.size - position) {
          throw new ImageProblem('truncated', `${path} ends in the middle of ${entry.path}`);
        }
        // The parser is told of the content without reading it.
        position = skip(reader, stored, position);
      }
    }
    if (pushed === 0) throw new ImageProblem('bad-tar', `${path} is no tar archive`);
  } finally {
    await file.close();
  }
  for (const link of links) {
    const span = spans.get(link.target);
    if (span && !spans.has(link.path)) spans.set(link.path, span);
  }
  return spans;
}

function skip(reader: TarReader, size: number, position: number): number {
  const padded = size + (-size & (BLOCK - 1));
  reader.skip(padded);
  return position + padded;
}

interface ArchiveImage {
  readonly config: string;
  readonly tags: readonly string[];
  readonly layers: readonly string[];
}

function archiveImages(value: unknown): ArchiveImage[] {
  const bad = new ImageProblem('bad-manifest', 'manifest.json of the archive is not as docker save writes it');
  if (!Array.isArray(value)) throw bad;
  return value.map((item: {Config?: unknown; RepoTags?: unknown; Layers?: unknown} | null) => {
    const config = item?.Config;
    const layers = item?.Layers;
    if (typeof config !== 'string' || !Array.isArray(layers) || !layers.every((l) => typeof l === 'string')) throw bad;
    const tags = Array.isArray(item?.RepoTags) ? item.RepoTags.filter((t): t is string => typeof t === 'string') : [];
    return {
      config: normalizeImagePath(config) ?? config,
      tags,
      layers: layers.map((layer: string) => normalizeImagePath(layer) ?? layer),
    };
  });
}

function names(repoTag: string, asked: string): boolean {
  return repoTag === asked || repoTag.slice(repoTag.lastIndexOf(':') + 1) === asked;
}

async function readJson(path: string, span: Span, what: string): Promise<unknown> {
  return parseJson((await readSpan(path, span, what)).toString('utf8'), what);
}

async function readSpan(path: string, span: Span, what: string): Promise<Buffer> {
  if (span.size > MAX_JSON_BYTES) throw new ImageProblem('too-large', `${what} is too large`);
  const chunks: Buffer[] = [];
  await readFileRange(path, span.offset, span.offset + span.size, (piece) => void chunks.push(Buffer.from(piece)));
  return Buffer.concat(chunks);
}
