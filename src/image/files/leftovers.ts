import type {Leftover} from '../comparison.js';
import type {LeftoverKind} from './leftover-kinds.js';
import {type FileTree, type LostBytes, placesOf, sizeOf, typeOf} from './tree.js';

export function findLeftovers(a: FileTree, b: FileTree): Leftover[] {
  const inA = collect(a);
  const inB = collect(b);
  const found: Leftover[] = [];
  for (const [key, hit] of inB) found.push({...hit, side: inA.has(key) ? 'both' : 'b'});
  for (const [key, hit] of inA) if (!inB.has(key)) found.push({...hit, side: 'a'});
  return found.sort(
    (x, y) =>
      Number(y.secret) - Number(x.secret) ||
      y.bytes - x.bytes ||
      compareText(x.path, y.path) ||
      compareText(x.kind, y.kind),
  );
}

function compareText(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0;
}

type Hit = Omit<Leftover, 'side' | 'files' | 'bytes'> & {files: number; bytes: number};

function collect(tree: FileTree): Map<string, Omit<Leftover, 'side'>> {
  const hits = new Map<string, Hit>();
  const add = (of: Pick<Hit, 'kind' | 'path' | 'secret' | 'advice'>, bytes: number, gone?: Gone): void => {
    const key = `${of.kind}\0${of.path}${gone ? '\0deleted' : ''}`;
    const hit = hits.get(key) ?? {...of, files: 0, bytes: 0, ...gone};
    hit.files++;
    hit.bytes += bytes;
    hits.set(key, hit);
  };
  for (const layer of tree.layers) {
    const {leftovers} = layer.notable;
    for (const [, place] of placesOf(tree, layer, leftovers.keys())) {
      if (typeOf(place) === 'directory') continue;
      const {root, ...kind} = leftovers.get(place.row) as LeftoverKind;
      add({...kind, path: root}, sizeOf(place));
    }
  }
  for (const {kind, bytes, ...gone} of deletedSecrets(tree)) {
    const {root, ...rest} = kind;
    add({...rest, path: root}, bytes, gone);
  }
  return hits;
}

type Gone = Required<Pick<Leftover, 'layer' | 'deletedByLayer'>>;

/** Secrets that a later layer deletes: whoever can pull the image gets the layer that holds them all the same. */
function deletedSecrets(tree: FileTree): (Gone & {readonly kind: LeftoverKind; readonly bytes: number})[] {
  const deleted = new Map<string, LostBytes[]>();
  for (const lost of tree.lost) {
    if (lost.how === 'deleted') deleted.set(lost.path, [...(deleted.get(lost.path) ?? []), lost]);
  }
  if (deleted.size === 0) return [];
  return tree.layers.flatMap((layer) =>
    [...layer.notable.leftovers].flatMap(([row, kind]) => {
      const path = layer.paths[row] as string;
      if (!kind.secret || tree.files.has(path)) return [];
      const by = deleted.get(path)?.find((lost) => lost.layer > layer.layer);
      const bytes = layer.listing.sizes[row] as number;
      return by && bytes === by.bytes ? [{kind, bytes, layer: layer.layer, deletedByLayer: by.layer}] : [];
    }),
  );
}

/** What a finding says of a file that holds secrets. */
export function secretText({path, kind, layer, deletedByLayer}: Leftover): string {
  if (layer === undefined || deletedByLayer === undefined) return `B holds ${path} (${kind}).`;
  return `Layer ${deletedByLayer + 1} of B deletes ${path} (${kind}), but it is still in layer ${layer + 1}: anybody who can pull the image can read it.`;
}
