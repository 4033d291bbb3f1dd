import {baseName, parentOf} from '../image-path.js';
import {TAR_TYPES} from '../layer/listing.js';
import type {FileTree, Place, ReadLayer} from './tree.js';
import {whiteoutAt} from './whiteouts.js';

const FILE = TAR_TYPES.indexOf('file');
const SYMLINK = TAR_TYPES.indexOf('symlink');
const HARD_LINK = TAR_TYPES.indexOf('hardlink');
const DIRECTORY = TAR_TYPES.indexOf('directory');
/** As many links as a kernel follows. */
const MAX_LINKS = 40;

/** What a symbolic link at a path says; undefined where there is none. */
type LinkAt = (path: string) => string | undefined;

/** A layer whose paths are those that a container sees, and the directories that its entries lie in. */
export interface PlacedLayer {
  readonly layer: ReadLayer;
  readonly directories: ReadonlySet<string>;
}

/**
 * Follows the symbolic links in the folders of a layer's paths: with `lib` a link to `usr/lib`, an entry `lib/x` is
 * `usr/lib/x`, as it is for the runtime that unpacks the layer. Entries count in their order, links of the same layer
 * among them. Of consecutive entries of one folder, the folder is looked at once.
 */
export function placeLayer(
  files: ReadonlyMap<string, Place>,
  layer: ReadLayer,
  whiteouts: ReadonlySet<number>,
): PlacedLayer {
  const {types, turns} = layer.listing;
  const marks = [...whiteouts];
  let mark = 0;
  const directories = new Set<string>();
  const links = new LayerLinks(files);
  let paths: string[] | undefined;
  let targets: string[] | undefined;
  let written = '';
  let real = '';
  let turn = 0;
  let isNews = true;
  for (let row = 0; row < types.length; row++) {
    const isTurn = row === turns[turn];
    const isMark = row === marks[mark];
    if (isMark) mark++;
    if (isTurn) turn++;
    else if (types[row] === FILE && !isNews && !isMark && real === written) continue;
    const path = layer.paths[row] as string;
    if (isTurn || isNews) {
      written = path.slice(0, path.lastIndexOf('/') + 1);
      real = links.directory(written);
      directories.add(real);
    }
    let at = path;
    if (real !== written) {
      at = real + path.slice(written.length);
      paths ??= [...layer.paths];
      paths[row] = at;
    }
    const type = types[row];
    if (type === HARD_LINK) {
      const target = layer.links[row] as string;
      const is = links.realPath(target);
      if (is !== target) {
        targets ??= [...layer.links];
        targets[row] = is;
      }
    }
    const gone = isMark ? whiteoutAt(at) : undefined;
    isNews =
      gone !== undefined
        ? links.remove(gone)
        : type === SYMLINK
          ? links.set(at, layer.links[row] as string)
          : type === DIRECTORY && links.replace(at);
  }
  return {layer: paths || targets ? moved(layer, paths ?? layer.paths, targets ?? layer.links) : layer, directories};
}

function moved(layer: ReadLayer, paths: readonly string[], links: readonly string[]): ReadLayer {
  return {...layer, paths, links, listing: {...layer.listing, paths: paths.join('\0'), links: links.join('\0')}};
}

/** The links that entries of one layer meet: those of the tree below, and those of the layer itself so far. */
class LayerLinks {
  readonly #files: ReadonlyMap<string, Place>;
  /** Of this layer; null where something else took a link's place. */
  readonly #own = new Map<string, string | null>();
  /** What the layer deletes of lower ones; with a slash at its end what lies in it. */
  readonly #gone = new Set<string>();
  readonly #known = new Map<string, string>([['', '']]);
  #followed = false;

  constructor(files: ReadonlyMap<string, Place>) {
    this.#files = files;
  }

  /** Where a directory lies; both with a slash at their end, but for the root. */
  directory(written: string): string {
    const known = this.#known.get(written);
    if (known !== undefined) return known;
    const end = written.lastIndexOf('/', written.length - 2) + 1;
    const at = this.directory(written.slice(0, end)) + written.slice(end, -1);
    const link = this.#at(at);
    const real = link === undefined ? `${at}/` : this.#follow(at, link);
    this.#known.set(written, real);
    return real;
  }

  realPath(path: string): string {
    const end = path.lastIndexOf('/') + 1;
    return this.directory(path.slice(0, end)) + path.slice(end);
  }

  /** Each of these tells whether it makes void what was found out before. */
  set(path: string, target: string): boolean {
    this.#own.set(path, target);
    return this.#forget(path);
  }

  replace(path: string): boolean {
    if (this.#at(path) === undefined) return false;
    this.#own.set(path, null);
    return this.#forget(path);
  }

  remove(path: string): boolean {
    this.#gone.add(path);
    return this.#forget(path.endsWith('/') ? path.slice(0, -1) : path);
  }

  #forget(path: string): boolean {
    if (!this.#followed && !this.#known.has(`${path}/`)) return false;
    this.#known.clear();
    this.#known.set('', '');
    return true;
  }

  #follow(at: string, link: string): string {
    this.#followed = true;
    const to = followLink((path) => this.#at(path), parentOf(at), link);
    return to === '' ? '' : `${to}/`;
  }

  #at(path: string): string | undefined {
    const own = this.#own.get(path);
    if (own !== undefined) return own ?? undefined;
    const link = linkAt(this.#files, path);
    return link === undefined || this.#isGone(path) ? undefined : link;
  }

  #isGone(path: string): boolean {
    if (this.#gone.size === 0) return false;
    for (let at = path; at !== ''; at = parentOf(at)) {
      if (this.#gone.has(at) || this.#gone.has(`${parentOf(at)}/`)) return true;
    }
    return false;
  }
}

/**
 * Where a path of a tree lies: links in its folders are followed, its last name is not. `through` is the highest layer
 * that holds such a link, -1 where there is none.
 */
export function realPlace({files}: FileTree, path: string): {readonly path: string; readonly through: number} {
  let through = -1;
  const folder = followLink(
    (at) => {
      const link = linkAt(files, at);
      if (link !== undefined) through = Math.max(through, files.get(at)?.in.layer ?? -1);
      return link;
    },
    '',
    parentOf(path),
  );
  return {path: folder === '' ? baseName(path) : `${folder}/${baseName(path)}`, through};
}

function linkAt(files: ReadonlyMap<string, Place>, path: string): string | undefined {
  const place = files.get(path);
  return place && place.in.listing.types[place.row] === SYMLINK ? place.in.links[place.row] : undefined;
}

/** Where the text of a link leads from a directory: links on the way are followed, ".." ends at the root. */
function followLink(linkOf: LinkAt, directory: string, text: string): string {
  let at = text.startsWith('/') ? '' : directory;
  const left = text.split('/').reverse();
  for (let followed = 0; left.length > 0; ) {
    const name = left.pop() as string;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at = parentOf(at);
      continue;
    }
    const next = at === '' ? name : `${at}/${name}`;
    const link = followed < MAX_LINKS ? linkOf(next) : undefined;
    if (link === undefined) at = next;
    else {
      followed++;
      if (link.startsWith('/')) at = '';
      left.push(...link.split('/').reverse());
    }
  }
  return at;
}
