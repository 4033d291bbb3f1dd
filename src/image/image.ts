import {plural} from '../plural.js';
import {readBlob, type StreamOptions, unpackedSizeFromTail} from './layer/layer-stream.js';
import {
  type ConfigFile,
  type Descriptor,
  type IndexDescriptor,
  indexEntries,
  isIndex,
  type Manifest,
  type Platform,
  parseConfig,
  parseJson,
  parseManifest,
} from './manifest.js';
import {ImageProblem} from './problem.js';
import type {ManifestText, ResolvedImage} from './source/source.js';

/** Everything known of an image without reading its layers. Parts that cannot be read are problems, not failures. */
export interface LoadedImage {
  readonly resolved: ResolvedImage;
  readonly index?: readonly IndexDescriptor[];
  /** Absent when the index holds no such platform, or when it cannot be read. Saved evidence does not name the config. */
  readonly manifest?: Omit<Manifest, 'config'> & {readonly config?: Descriptor};
  readonly manifestDigest?: string;
  readonly config?: ConfigFile;
  readonly layers: readonly Layer[];
  readonly problems: readonly {readonly what: string; readonly problem: ImageProblem}[];
  /** Layers whose unpacked size was asked for in vain, from 0, and why. */
  readonly unsized: readonly {readonly layer: number; readonly why: string}[];
}

export interface Layer {
  /** From 0 at the bottom. */
  readonly index: number;
  readonly descriptor: Descriptor;
  readonly diffId?: string;
  readonly createdBy?: string;
  readonly unpacked?: {readonly bytes: number; readonly from: 'tail' | 'plain' | 'untrusted'};
}

const MAX_CONFIG_BYTES = 16 * 1024 * 1024;
const TAILS_AT_ONCE = 16;
/** Layers that are read at once. */
const READ_FIRST = 2;

export interface LoadOptions extends StreamOptions {
  readonly platform: Platform;
}

/**
 * Loads manifests, configs and unpacked sizes of images, everything that can be asked at once being asked at once:
 * children of indexes, then configs and the last bytes of layers. A layer that both hold is asked for once.
 */
export async function loadImages(resolved: readonly ResolvedImage[], options: LoadOptions): Promise<LoadedImage[]> {
  const chosen = await chooseManifests(resolved, options);
  const [images, sizes] = await Promise.all([
    Promise.all(chosen.map((choice) => withConfig(choice, options))),
    sizesOf(chosen, options),
  ]);
  options.signal?.throwIfAborted();
  return images.map((image, i) => sized(image, sizes[i] as LayerSize[]));
}

/** The same without the unpacked sizes: what it takes to read layers. {@link addSizes} asks for the rest. */
export async function loadForReading(resolved: readonly ResolvedImage[], options: LoadOptions): Promise<LoadedImage[]> {
  const chosen = await chooseManifests(resolved, options);
  prepareFirst(chosen, options);
  const images = await Promise.all(chosen.map((choice) => withConfig(choice, options)));
  options.signal?.throwIfAborted();
  return images;
}

/** The layers read first are those that not all images hold, the biggest of them. */
function prepareFirst(chosen: readonly Choice[], {signal}: LoadOptions): void {
  const layers = chosen.flatMap(({resolved, manifest}) =>
    (manifest?.layers ?? []).map((layer) => ({source: resolved.source, layer})),
  );
  const isAlone = ({layer}: (typeof layers)[number]): boolean =>
    layers.filter((other) => other.layer.digest === layer.digest).length === 1 && !layer.urls;
  const first = layers.filter(isAlone).sort((x, y) => y.layer.size - x.layer.size);
  for (const {source, layer} of first.slice(0, READ_FIRST)) source.prepare?.(layer, signal);
}

/** Never rejects: a size that cannot be had, also for an abort, is a gap. */
export async function addSizes(images: readonly LoadedImage[], options: StreamOptions): Promise<LoadedImage[]> {
  const sizes = await sizesOf(images, options);
  return images.map((image, i) => sized(image, sizes[i] as LayerSize[]));
}

async function withConfig(choice: Choice, options: LoadOptions): Promise<LoadedImage> {
  const {manifest, problems} = choice;
  if (!manifest) return {...choice, layers: [], unsized: []};
  const found = [...problems];
  const config = await loadConfig(choice.resolved, manifest.config, options).catch((error: unknown) => {
    found.push({what: 'the config', problem: asProblem(error)});
    return undefined;
  });
  const unlike = config && unlikeDiffIds(config, manifest);
  if (unlike) found.push({what: 'diff ids', problem: unlike});
  return {
    ...choice,
    ...(config && {config}),
    layers: joinLayers(manifest, config),
    problems: found,
    unsized: [],
  };
}

function unlikeDiffIds({diffIds}: ConfigFile, {layers}: Pick<Manifest, 'layers'>): ImageProblem | undefined {
  // What is no image of a container (a chart, a signature) names none.
  if (diffIds.length === 0 || diffIds.length === layers.length) return undefined;
  return new ImageProblem(
    'bad-config',
    `the config names ${diffIds.length} of them, the manifest ${plural(layers.length, 'layer')}: a container runtime refuses such an image`,
  );
}

/** Of one layer: what its last bytes say, why they could not be had, or nothing where they lie elsewhere. */
type LayerSize = Awaited<ReturnType<typeof unpackedSizeFromTail>> | {readonly failed: string};

/** Of each image the sizes of its layers, in their order. */
async function sizesOf(
  images: readonly {readonly resolved: ResolvedImage; readonly manifest?: Pick<Manifest, 'layers'>}[],
  options: StreamOptions,
): Promise<LayerSize[][]> {
  const tails = new Map<string, Promise<LayerSize>>();
  const limit = limiter(TAILS_AT_ONCE);
  const tailOf = ({source}: ResolvedImage, layer: Descriptor): Promise<LayerSize> => {
    const key = `${source.where} ${layer.digest}`;
    const known = tails.get(key);
    if (known) return known;
    const tail = limit(() => unpackedSizeFromTail(source, layer, layer.mediaType, options)).catch((error: unknown) => ({
      failed: options.signal?.aborted === true ? 'the comparison ended before it was told' : asProblem(error).message,
    }));
    tails.set(key, tail);
    return tail;
  };
  return Promise.all(
    images.map(({resolved, manifest}) =>
      // A foreign layer lies elsewhere. A size that cannot be had is a gap: the download, if any, tells.
      Promise.all((manifest?.layers ?? []).map((layer) => (layer.urls ? undefined : tailOf(resolved, layer)))),
    ),
  );
}

function sized(image: LoadedImage, sizes: readonly LayerSize[]): LoadedImage {
  return {
    ...image,
    layers: image.layers.map((layer) => {
      const size = sizes[layer.index];
      if (size === undefined || 'failed' in size) return layer;
      const {mediaType} = layer.descriptor;
      const isPlain = mediaType !== undefined && !/gzip|zstd/.test(mediaType);
      const from = size.trusted ? (isPlain ? 'plain' : 'tail') : 'untrusted';
      return {...layer, unpacked: {bytes: size.bytes, from} as const};
    }),
    // In the order of layers, not of answers: the same images are told of in the same words.
    unsized: sizes.flatMap((size, layer) =>
      size !== undefined && 'failed' in size ? [{layer, why: size.failed}] : [],
    ),
  };
}

interface Choice {
  readonly resolved: ResolvedImage;
  readonly index?: readonly IndexDescriptor[];
  readonly manifest?: Manifest;
  readonly manifestDigest?: string;
  readonly problems: readonly {readonly what: string; readonly problem: ImageProblem}[];
}

async function chooseManifests(resolved: readonly ResolvedImage[], options: LoadOptions): Promise<Choice[]> {
  const read = resolved.map((image) => {
    try {
      const value = parseJson(image.manifest.text, 'the manifest');
      if (!isIndex(image.manifest.mediaType, value)) {
        return {image, manifest: parseManifest(image.manifest.mediaType, value)};
      }
      const index = indexEntries(value);
      const child = choosePlatform(index, options.platform);
      if (child) return {image, index, child};
      const offered = index.filter((entry) => !entry.attestation).map(platformName);
      const problem = new ImageProblem(
        'no-platform',
        `the index holds no image for ${platformName(options.platform)}; it offers ${offered.join(', ') || 'none at all'}`,
      );
      return {image, index, problem};
    } catch (error) {
      return {image, problem: asProblem(error)};
    }
  });
  // Children of both images in one call where they lie in one place.
  const children = new Map<ResolvedImage['source'], Set<string>>();
  for (const {image, child} of read) {
    if (child) children.set(image.source, (children.get(image.source) ?? new Set()).add(child.digest));
  }
  const texts = new Map<string, ManifestText>();
  let failure: unknown;
  await Promise.all(
    [...children].map(async ([source, digests]) => {
      try {
        for (const [digest, text] of await source.manifests([...digests], options.signal)) texts.set(digest, text);
      } catch (error) {
        failure = error;
      }
    }),
  );
  return read.map(({image, index, child, manifest, problem}): Choice => {
    const base = {resolved: image, ...(index && {index})};
    if (problem) return {...base, problems: [{what: 'the image', problem}]};
    if (manifest) {
      const digest = image.digest;
      return {...base, manifest, ...(digest !== undefined && {manifestDigest: digest}), problems: []};
    }
    const text = child && texts.get(child.digest);
    try {
      if (!child || !text) {
        throw failure ?? new ImageProblem('not-found', `the manifest ${child?.digest} that the index names is missing`);
      }
      return {
        ...base,
        manifest: parseManifest(text.mediaType, parseJson(text.text, 'the manifest')),
        manifestDigest: child.digest,
        problems: [],
      };
    } catch (error) {
      return {...base, problems: [{what: 'the manifest', problem: asProblem(error)}]};
    }
  });
}

export function choosePlatform(index: readonly IndexDescriptor[], wanted: Platform): IndexDescriptor | undefined {
  const images = index.filter((entry) => !entry.attestation);
  const fits = images.filter(
    (entry) =>
      entry.os === wanted.os &&
      entry.architecture === wanted.architecture &&
      (wanted.variant === undefined || variantOf(entry) === variantOf(wanted)),
  );
  // What runs on every processor of its kind stands before what needs a newer one (amd64/v3).
  const [first] = fits;
  const plain = fits.find((entry) => variantOf(entry) === undefined);
  // An index of one image without a platform is what some builders make of a single image.
  const [only] = images;
  return plain ?? first ?? (images.length === 1 && only?.os === undefined ? only : undefined);
}

export function platformName(platform: Platform): string {
  const variant = variantOf(platform);
  return [platform.os ?? '?', platform.architecture ?? '?', ...(variant === undefined ? [] : [variant])].join('/');
}

/** Some builders name the variant that every processor of a kind has, others leave it out. */
function variantOf({architecture, variant}: Platform): string | undefined {
  return variant === '' || `${architecture}/${variant}` === 'arm64/v8' || `${architecture}/${variant}` === 'amd64/v1'
    ? undefined
    : variant;
}

async function loadConfig(image: ResolvedImage, descriptor: Descriptor, options: LoadOptions): Promise<ConfigFile> {
  const bytes = await readBlob(image.source, descriptor, {...options, maxBytes: MAX_CONFIG_BYTES});
  return parseConfig(parseJson(bytes.toString('utf8'), 'the config'));
}

/** Layers with what config and history say of them. */
export function joinLayers(manifest: Pick<Manifest, 'layers'>, config: ConfigFile | undefined): Layer[] {
  const lines = config?.history.filter((line) => !line.emptyLayer) ?? [];
  // Lines and layers belong together only when there are as many of the one as of the other.
  const joined = lines.length === manifest.layers.length;
  const diffIds = config && config.diffIds.length === manifest.layers.length ? config.diffIds : [];
  return manifest.layers.map((descriptor, index): Layer => {
    const createdBy = joined ? lines[index]?.createdBy : undefined;
    const diffId = diffIds[index];
    return {
      index,
      descriptor,
      ...(diffId !== undefined && {diffId}),
      ...(createdBy !== undefined && {createdBy}),
    };
  });
}

function asProblem(error: unknown): ImageProblem {
  if (error instanceof ImageProblem) return error;
  return new ImageProblem('unreachable', error instanceof Error ? error.message : String(error), {cause: error});
}

/** At most `width` of the tasks given to it run at once. */
function limiter(width: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await task();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
