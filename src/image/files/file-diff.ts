import type {FileChange} from '../comparison.js';
import {parentOf} from '../image-path.js';
import {
  type FileTree,
  fileOf,
  hiddenBy,
  linkOf,
  modeOf,
  type Place,
  sameBytes,
  sameNumbers,
  sizeOf,
  typeOf,
} from './tree.js';

export interface FileDiff {
  /** By path. Directories are listed when they are empty, or when their own mode or owner changed. */
  readonly added: readonly FileChange[];
  readonly removed: readonly FileChange[];
  readonly changed: readonly FileChange[];
  readonly same: number;
}

/**
 * What differs between two trees. Mirror-symmetric: compareFiles(b, a) says the same with a and b exchanged.
 *
 * @param isWhole every layer of both images was read: a whiteout that hides none of their files hides nothing
 */
export function compareFiles(a: FileTree, b: FileTree, isWhole = false): FileDiff {
  const removed: FileChange[] = [];
  const added: FileChange[] = [];
  const changed: FileChange[] = [];
  const isParentA = parentsOf(a);
  const isParentB = parentsOf(b);
  let shared = 0;
  let differing = 0;
  // Each of these runs once, before V8 has compiled it: forEach makes no array for each file.
  a.files.forEach((placeA, path) => {
    const placeB = b.files.get(path);
    if (placeB === undefined) {
      if (b.implicit.has(path)) {
        if (typeOf(placeA) !== 'directory') changed.push(becomesDirectory(path, placeA, 'a'));
      } else if (typeOf(placeA) !== 'directory' || !isParentA(path)) removed.push(oneSided(path, placeA, 'a'));
      return;
    }
    shared++;
    if (isSameRow(placeA, placeB)) return;
    const change = comparePlaces(path, placeA, placeB);
    if (!change) return;
    differing++;
    changed.push(change);
  });
  // Nothing of B alone: no need to look.
  if (shared < b.files.size) {
    b.files.forEach((placeB, path) => {
      if (a.files.has(path)) return;
      if (a.implicit.has(path)) {
        if (typeOf(placeB) !== 'directory') changed.push(becomesDirectory(path, placeB, 'b'));
      } else if (typeOf(placeB) !== 'directory' || !isParentB(path)) added.push(oneSided(path, placeB, 'b'));
    });
  }
  for (const path of isWhole ? [] : b.deletedBelow) {
    if (hiddenBy(a, path) < 0 && !a.files.has(path)) removed.push(belowOnly(path));
  }
  for (const path of isWhole ? [] : a.deletedBelow) {
    if (hiddenBy(b, path) < 0 && !b.files.has(path)) added.push(belowOnly(path));
  }
  return {added: byPath(added), removed: byPath(removed), changed: byPath(changed), same: shared - differing};
}

/** Whether a list of a {@link FileDiff} names a path: it is in the order of paths, and may be long. */
export function holds(changes: readonly FileChange[], path: string): boolean {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle] as FileChange).path < path) low = middle + 1;
    else high = middle;
  }
  return changes[low]?.path === path;
}

/** Whether anything of a tree lies in a directory; the tree is gone through when this is first asked. */
function parentsOf(tree: FileTree): (directory: string) => boolean {
  let parents: Set<string> | undefined;
  return (directory) => {
    if (parents === undefined) {
      parents = new Set();
      for (const path of tree.files.keys()) parents.add(parentOf(path));
    }
    return parents.has(directory);
  };
}

/** Whether two rows say the same of what is no link: most do. What this denies may be the same still. */
function isSameRow(x: Place, y: Place): boolean {
  const {listing} = x.in;
  return sameNumbers(listing, x.row, y.in.listing, y.row) && listing.sha256 === undefined && !isLink(x);
}

/** How two files of one path differ; undefined where they do not. */
export function comparePlaces(path: string, x: Place, y: Place): FileChange | undefined {
  const fileX = fileOf(x) ?? x;
  const fileY = fileOf(y) ?? y;
  const typeX = typeOf(fileX);
  const typeY = typeOf(fileY);
  const contentDiffers = typeX === typeY && typeX === 'file' && !sameBytes(fileX, fileY);
  const linkDiffers = linkText(fileX) !== linkText(fileY);
  // The mode of a symbolic link means nothing.
  const modeDiffers = typeX !== 'symlink' && typeY !== 'symlink' && modeOf(fileX) !== modeOf(fileY);
  const ownerDiffers = !sameOwner(fileX, fileY);
  if (typeX === typeY && !contentDiffers && !linkDiffers && !modeDiffers && !ownerDiffers) return undefined;
  const what: FileChange['what'][number][] = [];
  if (typeX !== typeY) what.push('type');
  if (contentDiffers) what.push('content');
  if (linkDiffers) what.push('link');
  if (modeDiffers) what.push('mode');
  if (ownerDiffers) what.push('owner');
  return {
    path,
    type: typeY,
    a: sizeOf(fileX),
    b: sizeOf(fileY),
    what,
    ...(modeDiffers && {mode: {a: octal(modeOf(fileX)), b: octal(modeOf(fileY))}}),
    ...(ownerDiffers && {owner: {a: owner(fileX), b: owner(fileY)}}),
    ...(linkDiffers && {link: {a: linkText(fileX), b: linkText(fileY)}}),
    layer: {a: x.in.layer, b: y.in.layer},
  };
}

const NOTHING: FileChange['what'] = [];

function oneSided(path: string, place: Place, side: 'a' | 'b'): FileChange {
  const file = fileOf(place) ?? place;
  // A hard link costs nothing: its bytes are counted where the file is.
  const size = file === place ? sizeOf(place) : 0;
  const link = linkText(place);
  const [a, b] = side === 'a' ? [size, null] : [null, size];
  const layer = side === 'a' ? {a: place.in.layer, b: null} : {a: null, b: place.in.layer};
  const type = typeOf(place);
  if (link === null) return {path, type, a, b, what: NOTHING, layer};
  return {path, type, a, b, what: NOTHING, link: side === 'a' ? {a: link, b: null} : {a: null, b: link}, layer};
}

/** What is no directory on one side, and on the other one that has no entry of its own. */
function becomesDirectory(path: string, place: Place, side: 'a' | 'b'): FileChange {
  const [size, layer] = [sizeOf(fileOf(place) ?? place), place.in.layer];
  return side === 'a'
    ? {path, type: 'directory', a: size, b: 0, what: ['type'], layer: {a: layer, b: null}}
    : {path, type: typeOf(place), a: 0, b: size, what: ['type'], layer: {a: null, b: layer}};
}

function belowOnly(path: string): FileChange {
  return {path, type: 'unknown', a: null, b: null, what: [], fromSharedLayer: true};
}

function linkText(place: Place): string | null {
  return isLink(place) ? linkOf(place) : null;
}

function isLink(place: Place): boolean {
  const type = typeOf(place);
  return type === 'symlink' || type === 'hardlink';
}

function sameOwner(x: Place, y: Place): boolean {
  return x.in.listing.uids[x.row] === y.in.listing.uids[y.row] && x.in.listing.gids[x.row] === y.in.listing.gids[y.row];
}

function owner(place: Place): string {
  return `${place.in.listing.uids[place.row]}:${place.in.listing.gids[place.row]}`;
}

export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** No two have the same path: one comparison tells. */
function byPath(changes: FileChange[]): FileChange[] {
  return changes.sort((x, y) => (x.path < y.path ? -1 : 1));
}
