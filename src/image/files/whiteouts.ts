import {baseName, parentOf} from '../image-path.js';
import type {ReadLayer} from './tree.js';

export const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

export interface Whiteouts {
  readonly deleted: ReadonlySet<string>;
  readonly opaque: ReadonlySet<string>;
  readonly rows: ReadonlySet<number>;
}

export function whiteoutsOf(layer: ReadLayer): Whiteouts | undefined {
  if (!layer.listing.paths.includes(WHITEOUT)) return undefined;
  const marks = {deleted: new Set<string>(), opaque: new Set<string>(), rows: new Set<number>()};
  for (let row = 0; row < layer.paths.length; row++) {
    const path = layer.paths[row] as string;
    if (!baseName(path).startsWith(WHITEOUT)) continue;
    marks.rows.add(row);
    const gone = whiteoutAt(path);
    if (gone === undefined) continue;
    if (gone.endsWith('/')) marks.opaque.add(gone.slice(0, -1));
    else marks.deleted.add(gone);
  }
  return marks;
}

/** What an entry hides of lower layers: a path, or with a slash at its end what lies in it. */
export function whiteoutAt(path: string): string | undefined {
  const name = baseName(path);
  if (!name.startsWith(WHITEOUT)) return undefined;
  if (name === OPAQUE) return `${parentOf(path)}/`;
  // Other ".wh..wh." names are a file system's own book-keeping.
  if (name.startsWith('.wh..wh.')) return undefined;
  const parent = parentOf(path);
  const hidden = name.slice(WHITEOUT.length);
  return parent === '' ? hidden : `${parent}/${hidden}`;
}
