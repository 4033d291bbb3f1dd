import {baseName, parentOf} from '../image-path.js';
import type {ReadLayer} from './tree.js';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

export interface Whiteouts {
  readonly deleted: ReadonlySet<string>;
  readonly opaque: ReadonlySet<string>;
}

/** Entries that are marks of a file system, not files. */
export function whiteoutRows(layer: ReadLayer): ReadonlySet<number> {
  const rows = new Set<number>();
  if (!layer.listing.paths.includes(WHITEOUT)) return rows;
  for (let row = 0; row < layer.paths.length; row++) {
    if (baseName(layer.paths[row] as string).startsWith(WHITEOUT)) rows.add(row);
  }
  return rows;
}

export function whiteoutsOf(layer: ReadLayer, rows: ReadonlySet<number>): Whiteouts {
  const marks = {deleted: new Set<string>(), opaque: new Set<string>()};
  for (const row of rows) {
    const gone = whiteoutAt(layer.paths[row] as string);
    if (gone === undefined) continue;
    if (gone.endsWith('/')) marks.opaque.add(gone.slice(0, -1));
    else marks.deleted.add(gone);
  }
  return marks;
}

/** What a mark hides of lower layers: a path, or with a slash at its end what lies in it. */
export function whiteoutAt(path: string): string | undefined {
  const name = baseName(path);
  if (name === OPAQUE) return `${parentOf(path)}/`;
  // Other ".wh..wh." names are a file system's own book-keeping.
  if (name.startsWith('.wh..wh.')) return undefined;
  const parent = parentOf(path);
  const hidden = name.slice(WHITEOUT.length);
  return parent === '' ? hidden : `${parent}/${hidden}`;
}
