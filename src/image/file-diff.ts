import type {FileChange} from './comparison.js';
import {parentOf} from './image-path.js';
import {type FileTree, followHardLink, linkOf, modeOf, type Place, sameBytes, sizeOf, typeOf} from './tree.js';

export interface FileDiff {
  /** By path. Directories are listed when they are empty, or when their own mode or owner changed. */
  readonly added: readonly FileChange[];
  readonly removed: readonly FileChange[];
  readonly changed: readonly FileChange[];
  readonly same: number;
}

/** What differs between two trees. Mirror-symmetric: compareFiles(b, a) says the same with a and b exchanged. */
export function compareFiles(a: FileTree, b: FileTree): FileDiff {
  const removed: FileChange[] = [];
  const added: FileChange[] = [];
  const changed: FileChange[] = [];
  let same = 0;
  const parentsA = parentsIn(a);
  const parentsB = parentsIn(b);
  for (const [path, placeA] of a.files) {
    const placeB = b.files.get(path);
    if (placeB === undefined) {
      if (typeOf(placeA) !== 'directory' || !parentsA.has(path)) removed.push(oneSided(a, path, placeA, 'a'));
      continue;
    }
    const change = comparePlaces(a, b, path, placeA, placeB);
    if (change) changed.push(change);
    else same++;
  }
  for (const [path, placeB] of b.files) {
    if (a.files.has(path)) continue;
    if (typeOf(placeB) !== 'directory' || !parentsB.has(path)) added.push(oneSided(b, path, placeB, 'b'));
  }
  for (const path of b.deletedBelow) {
    if (!a.deletedBelow.has(path) && !a.files.has(path)) removed.push(belowOnly(path));
  }
  for (const path of a.deletedBelow) {
    if (!b.deletedBelow.has(path) && !b.files.has(path)) added.push(belowOnly(path));
  }
  return {added: byPath(added), removed: byPath(removed), changed: byPath(changed), same};
}

function parentsIn(tree: FileTree): Set<string> {
  const parents = new Set<string>();
  for (const path of tree.files.keys()) parents.add(parentOf(path));
  return parents;
}

function comparePlaces(a: FileTree, b: FileTree, path: string, x: Place, y: Place): FileChange | undefined {
  const fileX = followHardLink(a, x) ?? x;
  const fileY = followHardLink(b, y) ?? y;
  const typeX = typeOf(fileX);
  const typeY = typeOf(fileY);
  const what: FileChange['what'][number][] = [];
  if (typeX !== typeY) what.push('type');
  else if (typeX === 'file' && !sameBytes(fileX, fileY)) what.push('content');
  if (linkText(fileX) !== linkText(fileY)) what.push('link');
  // The mode of a symbolic link means nothing.
  const modeDiffers = typeX !== 'symlink' && typeY !== 'symlink' && modeOf(fileX) !== modeOf(fileY);
  if (modeDiffers) what.push('mode');
  const ownerDiffers = owner(fileX) !== owner(fileY);
  if (ownerDiffers) what.push('owner');
  if (what.length === 0) return undefined;
  return {
    path,
    type: typeY,
    a: sizeOf(fileX),
    b: sizeOf(fileY),
    what,
    ...(modeDiffers && {mode: {a: octal(modeOf(fileX)), b: octal(modeOf(fileY))}}),
    ...(ownerDiffers && {owner: {a: owner(fileX), b: owner(fileY)}}),
    ...(what.includes('link') && {link: {a: linkText(fileX), b: linkText(fileY)}}),
    layer: {a: x.in.layer, b: y.in.layer},
  };
}

function oneSided(tree: FileTree, path: string, place: Place, side: 'a' | 'b'): FileChange {
  const file = followHardLink(tree, place) ?? place;
  // A hard link costs nothing: its bytes are counted where the file is.
  const size = file === place ? sizeOf(place) : 0;
  const link = linkText(place);
  return {
    path,
    type: typeOf(place),
    a: side === 'a' ? size : null,
    b: side === 'b' ? size : null,
    what: [],
    ...(link !== null && {link: {a: side === 'a' ? link : null, b: side === 'b' ? link : null}}),
    layer: {a: side === 'a' ? place.in.layer : null, b: side === 'b' ? place.in.layer : null},
  };
}

function belowOnly(path: string): FileChange {
  return {path, type: 'unknown', a: null, b: null, what: [], fromSharedLayer: true};
}

function linkText(place: Place): string | null {
  const type = typeOf(place);
  return type === 'symlink' || type === 'hardlink' ? linkOf(place) : null;
}

function owner(place: Place): string {
  return `${place.in.listing.uids[place.row]}:${place.in.listing.gids[place.row]}`;
}

export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function byPath(changes: FileChange[]): FileChange[] {
  return changes.sort((x, y) => (x.path < y.path ? -1 : x.path > y.path ? 1 : 0));
}
