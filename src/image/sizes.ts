import {formatBytes} from './bytes.js';
import type {LayerCell, SideSizes, Sizes} from './comparison.js';
import type {LoadedImage} from './image.js';

/** The sizes that different tools show of the two images, and why they differ, with this pair's own numbers. */
export function compareSizes(
  a: LoadedImage,
  b: LoadedImage,
  cellsA: readonly LayerCell[],
  cellsB: readonly LayerCell[],
  wereRead = false,
): Sizes {
  const sizesA = sidesOf(a, cellsA);
  const sizesB = sidesOf(b, cellsB);
  return {
    a: sizesA,
    b: sizesB,
    notes: [
      ...notesOf('A', a, sizesA, cellsA, wereRead ? undefined : cellsB),
      ...notesOf('B', b, sizesB, cellsB, wereRead ? undefined : cellsA),
      ...riddle(sizesA, sizesB),
    ],
  };
}

function sidesOf(image: LoadedImage, cells: readonly LayerCell[]): SideSizes {
  const registryBytes = image.resolved.registryBytes ?? null;
  const {manifest} = image;
  if (!manifest) {
    return {
      registryBytes,
      packedBytes: null,
      unpackedBytes: null,
      dockerClassicBytes: null,
      dockerContainerdBytes: null,
    };
  }
  const packedBytes = packedBytesOf(image) as number;
  const unpackedBytes = cells.every((cell) => cell.unpackedBytes !== null)
    ? cells.reduce((sum, cell) => sum + (cell.unpackedBytes as number), 0)
    : null;
  const isPlain = isPlainArchive(image, cells);
  return {
    registryBytes,
    packedBytes,
    unpackedBytes,
    dockerClassicBytes: unpackedBytes,
    dockerContainerdBytes: unpackedBytes === null || isPlain ? null : unpackedBytes + packedBytes,
  };
}

/** `docker save` of the classic store writes layers unpacked: their size is none that a registry would tell. */
function isPlainArchive(image: LoadedImage, cells: readonly LayerCell[]): boolean {
  return (
    image.resolved.source.kind === 'docker-archive' && cells.every((cell) => cell.unpackedBytes === cell.packedBytes)
  );
}

/**
 * Bytes of both images by one measure: packed, or unpacked where one of them is an archive of plain layers. Undefined
 * where there is none.
 */
export function commonMeasure({
  a,
  b,
}: Pick<Sizes, 'a' | 'b'>):
  | {readonly a: number; readonly b: number; readonly measure: 'packed' | 'unpacked'}
  | undefined {
  const isPlain = [a, b].some((side) => side.unpackedBytes !== null && side.dockerContainerdBytes === null);
  const measure = isPlain ? 'unpacked' : 'packed';
  const [x, y] = isPlain ? [a.unpackedBytes, b.unpackedBytes] : [a.packedBytes, b.packedBytes];
  return x === null || y === null ? undefined : {a: x, b: y, measure};
}

/** Layers and config of the chosen manifest, each blob once. */
export function packedBytesOf(image: LoadedImage): number | null {
  if (!image.manifest) return null;
  const {config, layers} = image.manifest;
  const blobs = new Map([...(config ? [config] : []), ...layers].map((blob) => [blob.digest, blob.size]));
  return [...blobs.values()].reduce((sum, size) => sum + size, 0);
}

/** @param others the other image's layers, where reading those that differ would tell more */
function notesOf(
  name: string,
  image: LoadedImage,
  sizes: SideSizes,
  cells: readonly LayerCell[],
  others: readonly LayerCell[] | undefined,
): string[] {
  const notes: string[] = [];
  if (sizes.unpackedBytes !== null && sizes.dockerContainerdBytes === null) {
    notes.push(
      `${name}: an archive of plain layers: \`docker images\` shows about ${formatBytes(sizes.unpackedBytes)} (unpacked) under the classic image store; what a registry stores of it, packed, the archive does not tell.`,
    );
  } else if (sizes.unpackedBytes !== null && sizes.packedBytes !== null) {
    notes.push(
      `${name}: ${formatBytes(sizes.packedBytes)} packed (what a registry stores and a pull transfers); \`docker images\` shows about ${formatBytes(sizes.unpackedBytes)} (unpacked) under the classic image store and about ${formatBytes(sizes.unpackedBytes + sizes.packedBytes)} (packed and unpacked together) under the containerd image store.`,
    );
  } else if (image.manifest) {
    const unknown = cells.filter((cell) => cell.unpackedBytes === null);
    const isShared = (cell: LayerCell): boolean =>
      others?.some(({digest, diffId}) => digest === cell.digest || (diffId !== null && diffId === cell.diffId)) ===
      true;
    const hint = others && !unknown.some(isShared) ? ' (--files reads the layers that differ)' : '';
    const numbers = unknown.map(({index}) => index + 1).join(', ');
    const why =
      image.resolved.source.kind === 'bundle'
        ? 'saved evidence does not hold it'
        : `for want of that of layer ${numbers}${hint}`;
    notes.push(`${name}: the unpacked size is not known: ${why}.`);
  }
  const {registryBytes, packedBytes} = sizes;
  if (image.index && registryBytes !== null) {
    notes.push(
      `${name}: an index; the registry's ${formatBytes(registryBytes)} is that of its largest manifest, not of one platform.`,
    );
  } else if (
    registryBytes !== null &&
    packedBytes !== null &&
    Math.abs(registryBytes - packedBytes) > 0.02 * packedBytes + 65_536
  ) {
    notes.push(
      `${name}: the registry says ${formatBytes(registryBytes)}, the manifest's blobs add up to ${formatBytes(packedBytes)}.`,
    );
  }
  return notes;
}

/** Two images of 118 MB and 550 MB that are both 112 MB in the registry: why that is possible. */
function riddle(a: SideSizes, b: SideSizes): string[] {
  if (a.packedBytes === null || b.packedBytes === null || a.unpackedBytes === null || b.unpackedBytes === null)
    return [];
  if (commonMeasure({a, b})?.measure !== 'packed') return [];
  const notes: string[] = [];
  const packed = ratio(a.packedBytes, b.packedBytes);
  const unpacked = ratio(a.unpackedBytes, b.unpackedBytes);
  if (packed < 1.15 && unpacked > 1.5) {
    notes.push(
      `Both are about ${formatBytes(Math.max(a.packedBytes, b.packedBytes))} packed, yet unpack to ${formatBytes(a.unpackedBytes)} and ${formatBytes(b.unpackedBytes)}: one holds far more that packs well (text, sparse or repeated files).`,
    );
  } else if (packed < 1.15) {
    notes.push(
      `Packed and unpacked sizes of the two are alike (${formatBytes(a.packedBytes)} and ${formatBytes(b.packedBytes)} packed, ${formatBytes(a.unpackedBytes)} and ${formatBytes(b.unpackedBytes)} unpacked). If \`docker images\` shows very different sizes for them, it does not show these builds, or it counts differently: a packed figure (nerdctl, crictl), an unpacked one, or both together. Compare the builds, not the sizes: docker save -o FILE IMAGE, then compare-images with docker-archive:FILE.`,
    );
  }
  return notes;
}

function ratio(x: number, y: number): number {
  return Math.max(x, y) / Math.max(1, Math.min(x, y));
}
