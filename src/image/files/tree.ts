import {parentOf} from '../image-path.js';
import {ANOMALY_EXAMPLES, ANOMALY_LENGTH, type Anomaly, type LayerListing, TAR_TYPES} from '../layer/listing.js';
import type {TarType} from '../layer/tar-header.js';
import {placeLayer} from './link-paths.js';
import {type NotableRows, notableRows} from './notable.js';
import {type Whiteouts, whiteoutRows, whiteoutsOf} from './whiteouts.js';

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
  /** Directories that have no entry, and are there since something lies in them. */
  readonly implicit: ReadonlySet<string>;
  /** Paths under which nothing of a lower layer is seen, read or not: opaque folders, and what was once deleted. */
  readonly hidden: ReadonlyMap<string, Hiding>;
  readonly lost: readonly LostBytes[];
  /** Paths that stand more than once in one layer, for each layer that has any. The last one counts. */
  readonly duplicates: readonly {readonly layer: number; readonly anomaly: Anomaly}[];
}

/** A folder that hides what lower layers hold of it; `deleted` also where it was made again, or a file in between. */
export interface Hiding {
  readonly how: 'opaque' | 'deleted';
  /** The highest layer that does. */
  readonly layer: number;
  /** A layer of the tree held it as a folder. */
  readonly wasFolder?: true;
}

/** Bytes that stay in a layer though a later one hides them. */
export interface LostBytes {
  readonly path: string;
  readonly bytes: number;
  /** The layer that hides them. */
  readonly layer: number;
  readonly how: 'overwritten' | 'rewritten-unchanged' | 'deleted';
}

const HARD_LINK = TAR_TYPES.indexOf('hardlink');
const DIRECTORY = TAR_TYPES.indexOf('directory');

/** The tree of layers that are all there, lowest first. */
export function buildTree(layers: readonly ReadLayer[]): FileTree {
  const growing = growTree();
  for (const layer of layers) growing.add(layer);
  return growing.tree;
}

/** A tree that grows. */
interface State {
  readonly layers: ReadLayer[];
  readonly files: Map<string, Place>;
  readonly implicit: Set<string>;
  readonly deletedBelow: Set<string>;
  readonly hidden: Map<string, Hiding>;
  readonly lost: LostBytes[];
  readonly duplicates: {readonly layer: number; readonly anomaly: Anomaly}[];
}

/** A tree to which layers are added as they are read, lowest first. It is one at any time. */
export function growTree(): {add(layer: ReadLayer): void; readonly tree: FileTree} {
  const tree: State = {
    layers: [],
    files: new Map(),
    implicit: new Set(),
    deletedBelow: new Set(),
    hidden: new Map(),
    lost: [],
    duplicates: [],
  };
  return {add: (layer) => addLayer(tree, layer), tree};
}

function addLayer(state: State, read: ReadLayer): void {
  const {files, implicit, deletedBelow, hidden, lost} = state;
  const rows = whiteoutRows(read);
  const {layer, directories} = placeLayer(files, read, rows);
  state.layers.push(layer);
  const {types} = layer.listing;
  if (rows.size > 0) applyWhiteouts(state, layer, whiteoutsOf(layer, rows));
  let twice: {examples: string[]; count: number} | undefined;
  /** Non-directories in a directory's place. */
  const taken = new Map<string, number>();
  for (let row = 0; row < layer.paths.length; row++) {
    if (rows.size > 0 && rows.has(row)) continue;
    const path = layer.paths[row] as string;
    const isDirectory = types[row] === DIRECTORY;
    const before = files.get(path);
    if (before) {
      if (before.in !== layer) noteOverwriting(before, layer, row, path, lost);
      else if (!isSameDirectory(before, layer, row)) twice = withDuplicate(twice, path);
      const wasDirectory = before.in.listing.types[before.row] === DIRECTORY;
      // Whatever stood there hid what lower layers hold below.
      if (isDirectory && !wasDirectory) hidden.set(path, {how: 'deleted', layer: layer.layer});
      if (!isDirectory && wasDirectory) taken.set(path, row);
    } else if (!isDirectory && implicit.size > 0 && implicit.has(path)) taken.set(path, row);
    files.set(path, types[row] === HARD_LINK ? linkedPlace(files, layer, row) : {in: layer, row});
    if (deletedBelow.size > 0) deletedBelow.delete(path);
  }
  noteDirectories(state, layer, directories, taken);
  if (taken.size > 0) dropReplaced(state, layer, taken);
  if (twice) state.duplicates.push({layer: layer.layer, anomaly: {kind: 'duplicate', ...twice}});
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

/** Whiteouts speak of the layers below only. */
function applyWhiteouts(state: State, layer: ReadLayer, {deleted, opaque}: Whiteouts): void {
  const under = memoizedAncestor(new Set([...deleted, ...opaque]));
  const found = new Set<string>();
  const folders = new Set<string>();
  for (const [path, place] of state.files) {
    const self = deleted.has(path);
    if (self) found.add(path);
    if (self && typeOf(place) === 'directory') folders.add(path);
    if (self || under(parentOf(path))) remove(state, path, place, layer);
  }
  for (const path of state.implicit) {
    const self = deleted.has(path);
    if (self) folders.add(path);
    if (self || under(parentOf(path))) state.implicit.delete(path);
  }
  for (const path of deleted) {
    const wasFolder = folders.has(path);
    if (!found.has(path) && !wasFolder) state.deletedBelow.add(path);
    state.hidden.set(path, {how: 'deleted', layer: layer.layer, ...(wasFolder && {wasFolder})});
  }
  for (const path of opaque) state.hidden.set(path, {how: 'opaque', layer: layer.layer});
}

/** What lay in a directory goes when an entry that is none takes its place: of lower layers, and of earlier rows. */
function dropReplaced(state: State, layer: ReadLayer, taken: ReadonlyMap<string, number>): void {
  const under = memoizedAncestor(taken);
  for (const [path, place] of state.files) {
    if (!under(parentOf(path))) continue;
    if (place.in !== layer || isBefore(place.row, path, taken)) remove(state, path, place, layer);
  }
  for (const path of state.implicit) {
    if (taken.has(path) || under(parentOf(path))) state.implicit.delete(path);
  }
}

function isBefore(row: number, path: string, taken: ReadonlyMap<string, number>): boolean {
  for (let at = parentOf(path); at !== ''; at = parentOf(at)) if (row < (taken.get(at) ?? -1)) return true;
  return false;
}

function remove({files, lost}: State, path: string, place: Place, by: ReadLayer): void {
  files.delete(path);
  if (place.in !== by && typeOf(place) === 'file' && sizeOf(place) > 0) {
    lost.push({path, bytes: sizeOf(place), layer: by.layer, how: 'deleted'});
  }
}

/** Notes which directories of a layer have no entry of their own, and which an entry of the layer took the place of. */
function noteDirectories(
  {files, implicit}: State,
  layer: ReadLayer,
  directories: ReadonlySet<string>,
  taken: Map<string, number>,
): void {
  for (const directory of directories) {
    for (let at = directory.slice(0, -1); at !== '' && !implicit.has(at); at = parentOf(at)) {
      const place = files.get(at);
      if (place === undefined) implicit.add(at);
      else {
        if (place.in === layer && typeOf(place) !== 'directory') taken.set(at, place.row);
        break;
      }
    }
  }
}

/** Whether a directory is one of `roots` or lies in one. */
function memoizedAncestor(roots: {has(path: string): boolean}): (directory: string) => boolean {
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

/**
 * The highest layer of the tree that hides what lower ones hold at a path; -1 where none does. What the tree shows there
 * itself stands in `files`.
 */
export function hiddenBy({files, hidden}: FileTree, path: string): number {
  let by = hidden.get('')?.layer ?? -1;
  for (let at = path; at !== ''; at = parentOf(at)) {
    by = Math.max(by, hidden.get(at)?.layer ?? -1);
    const place = at === path ? undefined : files.get(at);
    // Nothing lies in a file. A link leads elsewhere.
    if (place && typeOf(place) !== 'directory' && typeOf(place) !== 'symlink') by = Math.max(by, place.in.layer);
  }
  return by;
}

/** Whether a path is there, be it as a directory without an entry of its own. */
export function isThere({files, implicit}: FileTree, path: string): boolean {
  return files.has(path) || implicit.has(path);
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
