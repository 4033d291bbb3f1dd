import {type ReadLayer, sameBytes} from './tree.js';

/** Why two layers differ though every file in them is the same; undefined when a file does differ. */
export function whyLayersDiffer(a: ReadLayer, b: ReadLayer): string | undefined {
  const rowsA = new Map(a.paths.map((path, row) => [path, row]));
  const rowsB = new Map(b.paths.map((path, row) => [path, row]));
  if (rowsA.size !== rowsB.size) return undefined;
  let times = false;
  for (const [path, rowB] of rowsB) {
    const rowA = rowsA.get(path);
    if (rowA === undefined) return undefined;
    const x = a.listing;
    const y = b.listing;
    if (
      x.types[rowA] !== y.types[rowB] ||
      x.modes[rowA] !== y.modes[rowB] ||
      x.uids[rowA] !== y.uids[rowB] ||
      x.gids[rowA] !== y.gids[rowB] ||
      a.links[rowA] !== b.links[rowB] ||
      !sameBytes({in: a, row: rowA}, {in: b, row: rowB})
    ) {
      return undefined;
    }
    if (x.mtimes[rowA] !== y.mtimes[rowB]) times = true;
  }
  if (times) return 'only the times of files differ';
  if (a.listing.paths !== b.listing.paths) return 'only the order of its entries differs';
  if (a.listing.compression !== b.listing.compression) return 'only the compression differs';
  return 'only the compressor or headers of the archive differ';
}
