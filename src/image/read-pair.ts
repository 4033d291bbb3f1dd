import {globSource} from './files/glob.js';
import {realPlace} from './files/link-paths.js';
import {buildTree, type FileTree, growTree, hiddenBy, isThere, type Place, type ReadLayer} from './files/tree.js';
import type {Layer, LoadedImage} from './image.js';
import {type LayerPool, openLayerPool} from './layer/layer-pool.js';
import type {LayerMatches} from './layers.js';
import {type LayerOutcome, readLayers} from './read-layers.js';

export interface FileOptions {
  /** Globs of text files to diff; absolute in the image or relative to its WORKDIR. */
  readonly paths?: readonly string[];
  /** Paths of the start-up contract's files: reported whatever became of them. */
  readonly contract?: readonly string[];
  /**
   * Check unpacked layers against the config's diff ids: all, none, or (default) those below 32 MB packed. The packed
   * digest is always checked; hashing gigabytes a second time would cost half as much again as everything else.
   */
  readonly diffIds?: boolean | 'small';
  /** Compare files by SHA-256 in place of CRC-32 and size. */
  readonly sha256?: boolean;
  readonly maxUnpackedBytes?: number;
}

export interface ReadProgress {
  readonly bytes: number;
  readonly total: number;
}

/** Two loaded images, what they share, and the files of the layers that they do not share. */
export interface ReadPair {
  readonly a: LoadedImage;
  readonly b: LoadedImage;
  readonly treeA: FileTree;
  readonly treeB: FileTree;
  readonly outcomes: readonly LayerOutcome[];
  readonly sharedUnread: number;
  /** Layers that differ and are in no tree, by their index: they, or their counterparts, could not be read. */
  readonly leftOut: {readonly a: readonly number[]; readonly b: readonly number[]};
}

/** The same pair, of whose images more is known by now. */
export function withImages(pair: ReadPair, a: LoadedImage, b: LoadedImage): ReadPair {
  const outcomes = pair.outcomes.map((outcome): LayerOutcome => {
    const image = outcome.image === pair.a ? a : b;
    return {...outcome, image, layer: image.layers[outcome.layer.index] as Layer};
  });
  return {...pair, a, b, outcomes};
}

/** Whether every layer of both images is in its tree. */
export function isWhole({sharedUnread, leftOut}: ReadPair): boolean {
  return sharedUnread === 0 && leftOut.a.length === 0 && leftOut.b.length === 0;
}

/** How many shared layers, which were not read, lie above the lowest one of an image that differs. */
export function sharedAbove({outcomes}: ReadPair, image: LoadedImage): number {
  const own = outcomes.filter((outcome) => outcome.image === image);
  const differing = new Set(own.map(({layer}) => layer.index));
  const lowest = Math.min(...differing);
  return image.layers.filter(({index}) => index > lowest && !differing.has(index)).length;
}

/** What one image's tree shows, and what layers that it leaves out may hold in its place. */
export interface Side {
  readonly tree: FileTree;
  /** The highest layer, shared or left out, that the tree does not hold; -1 where it holds all of them. */
  readonly unread: number;
}

/** One image of a pair, by what is known of its files. */
export function sideOfPair(pair: ReadPair, of: 'a' | 'b'): Side {
  const image = pair[of];
  const own = pair.outcomes.filter((outcome) => outcome.image === image);
  const inTree = new Set(own.map(({layer}) => layer.index).filter((index) => !pair.leftOut[of].includes(index)));
  const unread = image.layers.map(({index}) => index).filter((index) => !inTree.has(index));
  return {tree: of === 'a' ? pair.treeA : pair.treeB, unread: Math.max(-1, ...unread)};
}

/** Whether a file of the tree is what a container sees: no layer above it is unread, which may write it again. */
export function isSettled({unread}: Side, place: Place): boolean {
  return place.in.layer > unread;
}

/**
 * Whether an image surely lacks a path: its tree does, and each layer that is unread lies below one that hides the
 * path, or there is none.
 */
export function isAbsent({tree, unread}: Side, path: string): boolean {
  return !isThere(tree, path) && (unread < 0 || hiddenBy(tree, path) > unread);
}

/** What is known of one path of an image. */
export interface Sight {
  /** Where it lies, links in its folders followed. */
  readonly path: string;
  /** What the tree shows there. */
  readonly place?: Place;
  /** Undefined where a layer that is unread may say something else. */
  readonly known: 'there' | 'absent' | undefined;
}

export function lookUp(side: Side, path: string): Sight {
  const {tree, unread} = side;
  const real = realPlace(tree, path);
  const place = tree.files.get(real.path);
  const isSure = real.through < 0 || real.through > unread;
  const isKnown = place ? isSettled(side, place) : isAbsent(side, real.path);
  return {
    path: real.path,
    ...(place && {place}),
    known: isSure && isKnown ? (place ? 'there' : 'absent') : undefined,
  };
}

interface ReadPairOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  readonly onProgress?: (progress: ReadProgress) => void;
  readonly pool?: LayerPool;
  readonly retryDelayMs?: number;
}

/** Reads what differs and builds both file trees over it. */
export async function readPair(
  a: LoadedImage,
  b: LoadedImage,
  matches: LayerMatches,
  pairs: readonly {a: Layer | undefined; b: Layer | undefined}[],
  files: FileOptions & {readonly keep?: readonly string[]},
  options: ReadPairOptions,
): Promise<ReadPair> {
  const wanted = [
    ...matches.onlyA.map((layer) => ({image: a, layer})),
    ...matches.onlyB.map((layer) => ({image: b, layer})),
  ];
  const total = wanted.reduce((sum, {layer}) => sum + layer.descriptor.size, 0);
  let done = 0;
  const workingDirs = [...new Set([a.config?.workingDir ?? '/', b.config?.workingDir ?? '/'])];
  const globs = (files.paths ?? []).flatMap((glob) => workingDirs.map((directory) => globSource(glob, directory)));
  const pool = options.pool ?? openLayerPool();
  const growing = new Map([a, b].map((image) => [image, treeWhileRead(wanted.filter((of) => of.image === image))]));
  let outcomes: LayerOutcome[];
  try {
    outcomes = await readLayers(wanted, pool, {
      diffIds: files.diffIds ?? 'small',
      sha256: files.sha256 ?? false,
      keep: [...globs, ...(files.keep ?? [])],
      ...(files.maxUnpackedBytes !== undefined && {maxUnpackedBytes: files.maxUnpackedBytes}),
      ...(options.signal && {signal: options.signal}),
      ...(options.retryDelayMs !== undefined && {retryDelayMs: options.retryDelayMs}),
      onOutcome: (outcome) => growing.get(outcome.image)?.hear(outcome),
      onBytes: (bytes) => {
        done += bytes;
        options.onBytes?.(bytes);
        options.onProgress?.({bytes: done, total});
      },
    });
  } catch (error) {
    await pool.close();
    throw error;
  }
  // What follows needs the memory of the threads more than the threads; they end beside it.
  void pool.close();
  const leftOut = layersLeftOut(outcomes, pairs);
  const layersOf = (image: LoadedImage): ReadLayer[] =>
    outcomes.flatMap(({image: of, layer, read}) => (of === image && read && !leftOut.has(layer) ? [read] : []));
  const treeOf = (image: LoadedImage): FileTree =>
    (leftOut.size === 0 ? growing.get(image)?.tree : undefined) ?? buildTree(layersOf(image));
  const indexes = (image: LoadedImage): number[] =>
    image.layers.filter((layer) => leftOut.has(layer)).map(({index}) => index);
  return {
    a,
    b,
    treeA: treeOf(a),
    treeB: treeOf(b),
    outcomes,
    sharedUnread: matches.shared.length,
    leftOut: {a: indexes(a), b: indexes(b)},
  };
}

/** Where a layer cannot be read, its counterpart is left out too: its files would look added or removed. */
function layersLeftOut(
  outcomes: readonly LayerOutcome[],
  pairs: readonly {a: Layer | undefined; b: Layer | undefined}[],
): ReadonlySet<Layer> {
  const leftOut = new Set(outcomes.filter((outcome) => !outcome.read).map((outcome) => outcome.layer));
  for (const {a, b} of pairs) {
    if (a && b && (leftOut.has(a) || leftOut.has(b))) leftOut.add(a).add(b);
  }
  return leftOut;
}

/**
 * One image's tree, which grows while later layers are still on their way: the lowest first, whatever comes first. Whole
 * where every layer was read.
 */
function treeWhileRead(wanted: readonly {readonly layer: Layer}[]): {
  hear(outcome: LayerOutcome): void;
  readonly tree: FileTree;
} {
  const order = wanted.map(({layer}) => layer).sort((x, y) => x.index - y.index);
  const waiting = new Map<Layer, ReadLayer>();
  const {add, tree} = growTree();
  let next = 0;
  return {
    tree,
    hear({layer, read}) {
      if (read) waiting.set(layer, read);
      for (let lowest = order[next]; lowest; lowest = order[++next]) {
        const ready = waiting.get(lowest);
        if (!ready) return;
        waiting.delete(lowest);
        add(ready);
      }
    },
  };
}
