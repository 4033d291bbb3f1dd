import {parentOf} from '../image-path.js';
import type {Compression} from './inflate.js';
import type {TarType} from './tar-header.js';

/**
 * What one layer holds, as columns: it crosses a thread boundary as a few strings and typed arrays instead of tens of
 * thousands of objects. Row i of every column is the i-th entry of the archive.
 */
export interface LayerListing {
  readonly compression: Compression;
  readonly count: number;
  /** Joined by NUL, normalised (see image-path.ts). */
  readonly paths: string;
  /** Joined by NUL; '' where there is none. */
  readonly links: string;
  /** Index into TAR_TYPES. */
  readonly types: Uint8Array;
  readonly sizes: Float64Array;
  readonly modes: Uint16Array;
  readonly uids: Uint32Array;
  readonly gids: Uint32Array;
  readonly mtimes: Float64Array;
  /** CRC-32 of each file's content; 0 for what has none. */
  readonly crcs: Uint32Array;
  /** SHA-256 of each file's content, 32 bytes a row, when asked for. */
  readonly sha256?: Uint8Array;
  /** Rows worth a look by their name or mode (see files/notable.ts), rising. */
  readonly notable: Uint32Array;
  /** Rows that lie in another folder than the row before them, rising; the first row is one. */
  readonly turns: Uint32Array;
  /** Contents asked for, by row. */
  readonly contents: readonly {readonly row: number; readonly bytes: Uint8Array; readonly cut: boolean}[];
  /** name and version out of node_modules/<name>/package.json, by row. */
  readonly npm: readonly {readonly row: number; readonly name: string; readonly version: string}[];
  readonly anomalies: readonly Anomaly[];
  readonly unpackedBytes: number;
  /** sha256:… of the unpacked archive, when asked for. */
  readonly diffId?: string;
}

/** Of an anomaly so many examples are kept, and so much of each. */
export const ANOMALY_EXAMPLES = 5;
export const ANOMALY_LENGTH = 300;

export interface Anomaly {
  /** `duplicate` is noted where the tree of files is built, which knows already what stands at a path. */
  readonly kind: 'outside-root' | 'absolute-path' | 'duplicate' | 'sparse-too-large';
  /** The first few; `count` says how many there are. */
  readonly examples: readonly string[];
  readonly count: number;
}

export const TAR_TYPES = [
  'file',
  'hardlink',
  'symlink',
  'char',
  'block',
  'directory',
  'fifo',
  'other',
] as const satisfies readonly TarType[];

/** What to do with a layer besides listing it. */
export interface ReadOptions {
  /** Hash the unpacked archive, to check it against the config's diff id. */
  readonly diffId: boolean;
  /** Hash every file by SHA-256 too. */
  readonly sha256: boolean;
  /** Keep the content of files whose path matches one of these regular expressions. */
  readonly keep: readonly string[];
  /** Bytes of one kept file; the rest is cut and said so. */
  readonly keepBytes: number;
  /** Unpacked bytes at which a layer is refused: a compressed bomb. */
  readonly maxUnpackedBytes: number;
  /** For tests: take the public zlib streams. */
  readonly publicApiOnly?: boolean;
}

/** One listing of two parts of a layer that two readers have read, the second one to its end. */
export function joinListings(first: LayerListing, second: LayerListing): LayerListing {
  const {count} = first;
  const sha256 = first.sha256 && second.sha256 && concat(Uint8Array, first.sha256, second.sha256);
  return {
    ...second,
    count: count + second.count,
    paths: joinTexts(first, second, 'paths'),
    links: joinTexts(first, second, 'links'),
    types: concat(Uint8Array, first.types, second.types),
    sizes: concat(Float64Array, first.sizes, second.sizes),
    modes: concat(Uint16Array, first.modes, second.modes),
    uids: concat(Uint32Array, first.uids, second.uids),
    gids: concat(Uint32Array, first.gids, second.gids),
    mtimes: concat(Float64Array, first.mtimes, second.mtimes),
    crcs: concat(Uint32Array, first.crcs, second.crcs),
    ...(sha256 && {sha256}),
    notable: concat(
      Uint32Array,
      first.notable,
      second.notable.map((row) => row + count),
    ),
    turns: concat(
      Uint32Array,
      first.turns,
      // The second reader knows no row before its first.
      second.turns.subarray(isSameFolder(first, second) ? 1 : 0).map((row) => row + count),
    ),
    contents: [...first.contents, ...second.contents.map((content) => ({...content, row: content.row + count}))],
    npm: [...first.npm, ...second.npm.map((found) => ({...found, row: found.row + count}))],
    anomalies: joinAnomalies(first.anomalies, second.anomalies),
  };
}

function isSameFolder(first: LayerListing, second: LayerListing): boolean {
  if (first.count === 0 || second.count === 0) return false;
  const end = second.paths.indexOf('\0');
  const after = end < 0 ? second.paths : second.paths.slice(0, end);
  return parentOf(first.paths.slice(first.paths.lastIndexOf('\0') + 1)) === parentOf(after);
}

function joinTexts(first: LayerListing, second: LayerListing, column: 'paths' | 'links'): string {
  if (first.count === 0) return second[column];
  return second.count === 0 ? first[column] : `${first[column]}\0${second[column]}`;
}

function concat<T extends {set(from: T, at: number): void; readonly length: number}>(
  Column: new (length: number) => T,
  first: T,
  second: T,
): T {
  const both = new Column(first.length + second.length);
  both.set(first, 0);
  both.set(second, first.length);
  return both;
}

function joinAnomalies(first: readonly Anomaly[], second: readonly Anomaly[]): Anomaly[] {
  const joined = new Map(first.map((anomaly) => [anomaly.kind, anomaly]));
  for (const {kind, examples, count} of second) {
    const known = joined.get(kind);
    joined.set(kind, {
      kind,
      examples: [...(known?.examples ?? []), ...examples].slice(0, ANOMALY_EXAMPLES),
      count: (known?.count ?? 0) + count,
    });
  }
  return [...joined.values()];
}
