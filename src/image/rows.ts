import type {ImageSide, LayerCell, LayerRow, PlatformRow} from './comparison.js';
import {variableNames} from './config-diff.js';
import {whyLayersDiffer} from './files/same-content.js';
import type {ReadLayer} from './files/tree.js';
import {tidyInstruction} from './history.js';
import {type Layer, type LoadedImage, platformName} from './image.js';
import type {LayerMatches} from './layers.js';
import type {ReadPair} from './read-pair.js';
import {hideSecretWords} from './secret-arguments.js';
import {packedBytesOf} from './sizes.js';

export function layerCell(layer: Layer, pair: ReadPair | undefined): LayerCell {
  const read = pair?.outcomes.find((outcome) => outcome.layer === layer)?.read;
  const {unpacked} = layer;
  const size: Pick<LayerCell, 'unpackedBytes' | 'unpackedFrom'> = read
    ? {unpackedBytes: read.listing.unpackedBytes, unpackedFrom: 'read'}
    : {
        unpackedBytes: unpacked && unpacked.from !== 'untrusted' ? unpacked.bytes : null,
        unpackedFrom: unpacked?.from ?? 'unknown',
      };
  return {
    index: layer.index,
    digest: layer.descriptor.digest,
    diffId: layer.diffId ?? null,
    mediaType: layer.descriptor.mediaType ?? null,
    packedBytes: layer.descriptor.size,
    ...size,
  };
}

/** Where one image does not tell the size of what a diff id stands for, the other one may. */
export function withKnownSizes(cells: readonly LayerCell[], others: readonly LayerCell[]): LayerCell[] {
  const known = new Map(others.flatMap((cell) => (cell.unpackedBytes === null ? [] : [[cell.diffId, cell] as const])));
  return cells.map((cell) => {
    const other = cell.unpackedBytes === null && cell.diffId !== null ? known.get(cell.diffId) : undefined;
    return other ? {...cell, unpackedBytes: other.unpackedBytes, unpackedFrom: other.unpackedFrom} : cell;
  });
}

export function layerRows(
  cellsA: readonly LayerCell[],
  cellsB: readonly LayerCell[],
  matches: LayerMatches,
  pairs: readonly {a: Layer | undefined; b: Layer | undefined}[],
  mask: (line: string) => string,
  pair: ReadPair | undefined,
): LayerRow[] {
  const rows: LayerRow[] = [];
  const sharedA = new Map(matches.shared.map((match) => [match.a, match]));
  const sharedB = new Map(matches.shared.map((match) => [match.b, match]));
  const readOf = (layer: Layer): ReadLayer | undefined =>
    pair?.outcomes.find((outcome) => outcome.layer === layer)?.read;
  const row = (
    status: LayerRow['status'],
    x: Layer | undefined,
    y: Layer | undefined,
    more: Partial<LayerRow> = {},
  ): void => {
    const cellA = x && cellsA[x.index];
    const cellB = y && cellsB[y.index];
    const main = cellB ?? cellA;
    if (!main) return;
    const createdBy = y?.createdBy ?? x?.createdBy;
    rows.push({
      status,
      digest: main.digest,
      packedBytes: main.packedBytes,
      unpackedBytes: main.unpackedBytes,
      createdBy: createdBy === undefined ? null : tidyInstruction(mask(createdBy)),
      a: cellA ?? null,
      b: cellB ?? null,
      ...more,
    });
  };
  for (const {a: x, b: y} of pairs) {
    const match = (x && sharedA.get(x)) ?? (y && sharedB.get(y));
    if (match) {
      // A layer that stands elsewhere is met on both sides of the alignment; it is told where B has it.
      if (y) row('same', match.a, match.b, {matchedBy: match.by, ...(x !== match.a && {moved: true as const})});
    } else if (x && y) {
      const readX = readOf(x);
      const readY = readOf(y);
      const why = readX && readY ? whyLayersDiffer(readX, readY) : undefined;
      row('changed', x, y, why === undefined ? {} : {sameContent: why});
    } else {
      row(x ? 'removed' : 'added', x, y);
    }
  }
  return rows;
}

export function sideOf(image: LoadedImage, mask: (line: string) => string): ImageSide {
  const {resolved, config, index} = image;
  const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
  const chosen = index?.find((entry) => entry.digest === image.manifestDigest);
  const words = (list: readonly string[] | undefined): readonly string[] | null =>
    list === undefined ? null : hideSecretWords(list).map(mask);
  return {
    reference: resolved.reference,
    source: resolved.source.where,
    repository: resolved.repository ?? null,
    tag: resolved.tag ?? null,
    otherTags: resolved.tags.filter((tag) => tag !== resolved.tag && tag !== `${resolved.repository}:${resolved.tag}`),
    digest: resolved.digest ?? null,
    mediaType: resolved.manifest.mediaType,
    manifestDigest: image.manifestDigest ?? null,
    platform: {
      os: config?.os ?? chosen?.os ?? null,
      architecture: config?.architecture ?? chosen?.architecture ?? null,
      variant: config?.variant ?? chosen?.variant ?? null,
    },
    packedBytes: packedBytesOf(image),
    registryBytes: resolved.registryBytes ?? null,
    pushedAt: iso(resolved.pushedAt),
    createdAt: config?.created ?? null,
    lastPulledAt: iso(resolved.lastPulledAt),
    command: {entrypoint: words(config?.entrypoint), cmd: words(config?.cmd)},
    user: config?.user ?? null,
    workingDir: config?.workingDir ?? null,
    exposedPorts: config?.exposedPorts ?? [],
    environment: config ? variableNames(config) : [],
    layerCount: image.manifest?.layers.length ?? null,
    attestations: index?.filter((entry) => entry.attestation).length ?? 0,
  };
}

/** Each platform of either index; single images are an index of one. None where one side does not tell its own. */
export function platformRows(a: LoadedImage, b: LoadedImage): PlatformRow[] {
  if ([a, b].some(({index, config}) => !index && !config)) return [];
  const offers = (image: LoadedImage): Map<string, string> => {
    if (image.index) {
      return new Map(image.index.filter((e) => !e.attestation).map((entry) => [platformName(entry), entry.digest]));
    }
    if (!image.config) return new Map();
    return new Map([[platformName(image.config), image.manifestDigest ?? image.manifest?.config?.digest ?? '']]);
  };
  const x = offers(a);
  const y = offers(b);
  return [...new Set([...x.keys(), ...y.keys()])].sort().map((platform) => {
    const inA = x.get(platform) ?? null;
    const inB = y.get(platform) ?? null;
    const status = inA === null ? 'added' : inB === null ? 'removed' : inA === inB ? 'same' : 'changed';
    return {platform, status, a: inA, b: inB};
  });
}
