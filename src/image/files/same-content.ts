import {type ReadLayer, sameBytes, sameNumbers} from './tree.js';

/** Why two layers differ though every file in them is the same; undefined when a file does differ. */
export function whyLayersDiffer(a: ReadLayer, b: ReadLayer): string | undefined {
  // Most layers that differ hold the same files in the same order: no map is needed to see that one of them changed.
  let inOrder = 0;
  while (inOrder < a.paths.length && a.paths[inOrder] === b.paths[inOrder]) {
    if (!sameEntry(a, inOrder, b, inOrder)) return undefined;
    inOrder++;
  }
  const rowsA = new Map(a.paths.map((path, row) => [path, row]));
  const rowsB = new Map(b.paths.map((path, row) => [path, row]));
  if (rowsA.size !== rowsB.size) return undefined;
  let times = false;
  for (const [path, rowB] of rowsB) {
    const rowA = rowsA.get(path);
    if (rowA === undefined || !sameEntry(a, rowA, b, rowB)) return undefined;
    if (a.listing.mtimes[rowA] !== b.listing.mtimes[rowB]) times = true;
  }
  if (times) return 'only the times of files differ';
  if (a.listing.paths !== b.listing.paths) return 'only the order of its entries differs';
  if (a.listing.compression !== b.listing.compression) return 'only the compression differs';
  return a.listing.sha256 && b.listing.sha256
    ? 'only the compressor or headers of the archive differ'
    : 'only the compressor or headers of the archive differ, as far as CRC-32 tells';
}

function sameEntry(a: ReadLayer, rowA: number, b: ReadLayer, rowB: number): boolean {
  return (
    sameNumbers(a.listing, rowA, b.listing, rowB) &&
    a.links[rowA] === b.links[rowB] &&
    sameBytes({in: a, row: rowA}, {in: b, row: rowB})
  );
}
