import type {Leftover} from '../comparison.js';
import type {LeftoverKind} from './leftover-kinds.js';
import {type FileTree, placesOf, sizeOf, typeOf} from './tree.js';

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
  for (const layer of tree.layers) {
    const {leftovers} = layer.notable;
    for (const [, place] of placesOf(tree, layer, leftovers.keys())) {
      if (typeOf(place) === 'directory') continue;
      const {kind, root, advice, secret} = leftovers.get(place.row) as LeftoverKind;
      const key = `${kind}\0${root}`;
      const hit = hits.get(key) ?? {kind, path: root, files: 0, bytes: 0, secret, advice};
      hit.files++;
      hit.bytes += sizeOf(place);
      hits.set(key, hit);
    }
  }
  return hits;
}
