import {baseName, parentOf} from '../image-path.js';
import {ANOMALY_EXAMPLES, ANOMALY_LENGTH, type Anomaly, type LayerListing, TAR_TYPES} from '../layer/listing.js';
import type {TarType} from '../layer/tar-header.js';
import {type NotableRows, notableRows} from './notable.js';

/** A listing with its strings taken apart, and which layer of the image it is. */
export interface ReadLayer {
  readonly layer: number;
  readonly listing: LayerListing;
  readonly paths: readonly string[];
  readonly links: readonly string[];
  readonly notable: NotableRows;
}

export function toReadLayer(layer: number, listing: LayerListing): ReadLayer {
  const empty = listing.count === 0;
  const paths = empty ? [] : listing.paths.split('\0');
  return {
    layer,
    listing,
    paths,
    links: empty ? [] : listing.links.split('\0'),
    notable: notableRows(listing.notable, paths, listing.modes),
  };
}

/** Where a file of the tree stands: a row of one of the layers. */
export interface Place {
  readonly in: ReadLayer;
  readonly row: number;
  /**
   * Of a hard link: the file that its target was when the link was made. A later layer that replaces or deletes the
   * target leaves it as it is. Absent where the target lies in a layer that was not read.
   */
  readonly file?: Place;
}

/** The files that some layers leave behind, lowest first, with what they cost on the way. */
export interface FileTree {
  /** Lowest first. */
  readonly layers: readonly ReadLayer[];
  readonly files: ReadonlyMap<string, Place>;
  /** Deleted although none of the layers read holds it: it lies in a layer that was not read. */
  readonly deletedBelow: ReadonlySet<string>;
  /** Paths under which nothing of a lower layer is seen, read or not: opaque folders, and what was once deleted. */
  readonly hidden: ReadonlyMap<string, 'opaque' | 'deleted'>;
  readonly lost: readonly LostBytes[];
  /** Paths that stand more than once in one layer, for each layer that has any. The last one counts. */
  readonly duplicates: readonly {readonly layer: number; readonly anomaly: Anomaly}[];
}

/** Bytes that stay in a layer though a later one hides them. */
export interface LostBytes {
  readonly path: string;
  readonly bytes: number;
  /** The layer that hides them. */
  readonly layer: number;
  readonly how: 'overwritten' | 'rewritten-unchanged' | 'deleted';
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

const HARD_LINK = TAR_TYPES.indexOf('hardlink');
const DIRECTORY = TAR_TYPES.indexOf('directory');

/** The tree of layers that are all there, lowest first. */
export function buildTree(layers: readonly ReadLayer[]): FileTree {
  const growing = growTree();
  for (const layer of layers) growing.add(layer);
  return growing.tree;
}

/** A tree to which layers are added as they are read, lowest first. It is one at any time. */
export function growTree(): {add(layer: ReadLayer): void; readonly tree: FileTree} {
  const layers: ReadLayer[] = [];
  const files = new Map<string, Place>();
  const deletedBelow = new Set<string>();
  const hidden = new Map<string, 'opaque' | 'deleted'>();
  const lost: LostBytes[] = [];
  const duplicates: {layer: number; anomaly: Anomaly}[] = [];
  const add = (layer: ReadLayer): void => {
    layers.push(layer);
    let twice: {examples: string[]; count: number} | undefined;
    const marks = whiteoutsOf(layer);
    applyRemovals(files, layer, marks, deletedBelow, lost);
    for (const path of marks?.deleted ?? []) hidden.set(path, 'deleted');
    for (const path of marks?.opaque ?? []) hidden.set(path, 'opaque');
    for (let row = 0; row < layer.paths.length; row++) {
      if (marks?.rows.has(row)) continue;
      const path = layer.paths[row] as string;
      const before = files.get(path);
      if (before) {
        if (before.in !== layer) noteOverwriting(before, layer, row, path, lost);
        else if (!isSameDirectory(before, layer, row)) twice = withDuplicate(twice, path);
      }
      files.set(path, layer.listing.types[row] === HARD_LINK ? linkedPlace(files, layer, row) : {in: layer, row});
      if (deletedBelow.size > 0) deletedBelow.delete(path);
    }
    if (twice) duplicates.push({layer: layer.layer, anomaly: {kind: 'duplicate', ...twice}});
  };
  return {add, tree: {layers, files, deletedBelow, hidden, lost, duplicates}};
}

/** Builders often name a directory before each of its files: that is no contradiction. */
function isSameDirectory(before: Place, layer: ReadLayer, row: number): boolean {
  const {types} = layer.listing;
  return types[before.row] === DIRECTORY && types[row] === DIRECTORY;
}

function withDuplicate(
  known: {examples: string[]; count: number} | undefined,
  path: string,
): {examples: string[]; count: number} {
  const all = known ?? {examples: [], count: 0};
  if (all.examples.length < ANOMALY_EXAMPLES) all.examples.push(path.slice(0, ANOMALY_LENGTH));
  all.count++;
  return all;
}

function linkedPlace(files: ReadonlyMap<string, Place>, layer: ReadLayer, row: number): Place {
  const target = files.get(layer.links[row] as string);
  const file = target && fileOf(target);
  return {in: layer, row, ...(file && {file})};
}

interface Whiteouts {
  readonly deleted: Set<string>;
  readonly opaque: Set<string>;
  readonly rows: Set<number>;
}

function whiteoutsOf(layer: ReadLayer): Whiteouts | undefined {
  if (!layer.listing.paths.includes(WHITEOUT)) return undefined;
  const marks: Whiteouts = {deleted: new Set(), opaque: new Set(), rows: new Set()};
  for (let row = 0; row < layer.paths.length; row++) {
    const path = layer.paths[row] as string;
    const name = baseName(path);
    if (!name.startsWith(WHITEOUT)) continue;
    marks.rows.add(row);
    if (name === OPAQUE) marks.opaque.add(parentOf(path));
    // Other ".wh..wh." names are a file system's own book-keeping.
    else if (!name.startsWith('.wh..wh.')) {
      const parent = parentOf(path);
      const hidden = name.slice(WHITEOUT.length);
      marks.deleted.add(parent === '' ? hidden : `${parent}/${hidden}`);
    }
  }
  return marks;
}

/** Whiteouts speak of the layers below only; so does a file that takes a directory's place. */
function applyRemovals(
  files: Map<string, Place>,
  layer: ReadLayer,
  marks: Whiteouts | undefined,
  deletedBelow: Set<string>,
  lost: LostBytes[],
): void {
  const cut = new Set<string>(marks?.opaque);
  const found = new Set<string>();
  for (const path of marks?.deleted ?? []) cut.add(path);
  if (files.size > 0) {
    for (let row = 0; row < layer.paths.length; row++) {
      if (layer.listing.types[row] === DIRECTORY || marks?.rows.has(row)) continue;
      const path = layer.paths[row] as string;
      const before = files.get(path);
      if (before && typeOf(before) === 'directory') cut.add(path);
    }
  }
  if (cut.size > 0) {
    const under = memoizedAncestor(cut);
    for (const [path, place] of files) {
      const self = marks?.deleted.has(path) === true;
      if (self) found.add(path);
      if (!self && !under(parentOf(path))) continue;
      files.delete(path);
      if (typeOf(place) === 'file' && sizeOf(place) > 0) {
        lost.push({path, bytes: sizeOf(place), layer: layer.layer, how: 'deleted'});
      }
    }
  }
  for (const path of marks?.deleted ?? []) if (!found.has(path)) deletedBelow.add(path);
}

/** Whether a directory is one of `roots` or lies in one. */
function memoizedAncestor(roots: ReadonlySet<string>): (directory: string) => boolean {
  const known = new Map<string, boolean>([['', roots.has('')]]);
  const isUnder = (directory: string): boolean => {
    const answer = known.get(directory);
    if (answer !== undefined) return answer;
    const fresh = roots.has(directory) || isUnder(parentOf(directory));
    known.set(directory, fresh);
    return fresh;
  };
  return isUnder;
}

function noteOverwriting(before: Place, layer: ReadLayer, row: number, path: string, lost: LostBytes[]): void {
  if (typeOf(before) !== 'file' || sizeOf(before) === 0) return;
  const after = {in: layer, row};
  const same = typeOf(after) === 'file' && sameBytes(before, after);
  lost.push({
    path,
    bytes: sizeOf(before),
    layer: layer.layer,
    how: same ? 'rewritten-unchanged' : 'overwritten',
  });
}

export function typeOf(place: Place): TarType {
  return TAR_TYPES[place.in.listing.types[place.row] as number] as TarType;
}

export function sizeOf(place: Place): number {
  return place.in.listing.sizes[place.row] as number;
}

export function modeOf(place: Place): number {
  return place.in.listing.modes[place.row] as number;
}

export function linkOf(place: Place): string {
  return place.in.links[place.row] as string;
}

/** Whether two rows say the same of everything but links, times and SHA-256. */
export function sameNumbers(a: LayerListing, rowA: number, b: LayerListing, rowB: number): boolean {
  return (
    a.crcs[rowA] === b.crcs[rowB] &&
    a.sizes[rowA] === b.sizes[rowB] &&
    a.modes[rowA] === b.modes[rowB] &&
    a.uids[rowA] === b.uids[rowB] &&
    a.gids[rowA] === b.gids[rowB] &&
    a.types[rowA] === b.types[rowB]
  );
}

/** Same size and same hash: SHA-256 where both have it, CRC-32 otherwise. */
export function sameBytes(a: Place, b: Place): boolean {
  if (sizeOf(a) !== sizeOf(b) || a.in.listing.crcs[a.row] !== b.in.listing.crcs[b.row]) return false;
  const x = a.in.listing.sha256;
  const y = b.in.listing.sha256;
  if (!x || !y) return true;
  for (let i = 0; i < 32; i++) if (x[a.row * 32 + i] !== y[b.row * 32 + i]) return false;
  return true;
}

/** The file that a hard link is; undefined when it lies in a layer that was not read. */
export function fileOf(place: Place): Place | undefined {
  return typeOf(place) === 'hardlink' ? place.file : place;
}

/** Whether a path lies in what a layer of the tree hides. What it shows itself stands in `files`. */
export function isHidden({hidden}: FileTree, path: string): boolean {
  if (hidden.size === 0) return false;
  for (let at = path; at !== ''; at = parentOf(at)) if (hidden.has(at)) return true;
  return hidden.has('');
}

/** Whether a path of the tree ends so: one search in each layer's text, not a look at every path. */
export function hasPathEnding({files, layers}: FileTree, ending: string): boolean {
  return layers.some(({listing: {paths}}) => {
    for (let at = paths.indexOf(ending); at >= 0; at = paths.indexOf(ending, at + 1)) {
      const end = at + ending.length;
      const isEnding = end === paths.length || paths.charCodeAt(end) === 0;
      if (isEnding && files.has(paths.slice(paths.lastIndexOf('\0', at) + 1, end))) return true;
    }
    return false;
  });
}

/** Those of a layer's rows that are files of the tree: no later layer, and no later row, has taken their place. */
export function* placesOf(
  {files}: FileTree,
  layer: ReadLayer,
  rows: Iterable<number>,
): Generator<readonly [path: string, place: Place], void, void> {
  for (const row of rows) {
    const path = layer.paths[row] as string;
    const place = files.get(path);
    if (place?.in === layer && place.row === row) yield [path, place];
  }
}

/** The content kept of a file, when it was asked for. */
export function contentOf(tree: FileTree, path: string): {bytes: Uint8Array; cut: boolean} | undefined {
  const place = tree.files.get(path);
  const file = place && fileOf(place);
  return file?.in.listing.contents.find((content) => content.row === file.row);
}
