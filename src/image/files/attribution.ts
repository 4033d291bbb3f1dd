import type {Attribution, FileChange, Waste} from '../comparison.js';
import {tidyInstruction} from '../history.js';
import type {LoadedImage} from '../image.js';
import type {FileDiff} from './file-diff.js';
import type {LeftoverKind} from './leftover-kinds.js';
import type {FileTree} from './tree.js';

const FOLDERS = 8;

/** Every byte that one side has more than the other, by the history line that wrote it and by folder. */
export function attribute(
  side: 'a' | 'b',
  diff: FileDiff,
  {image, tree}: {readonly image: LoadedImage; readonly tree: FileTree},
  mask: (line: string) => string,
): Attribution[] {
  const byLayer = new Map<number, Map<string, Share>>();
  const own = side === 'b' ? diff.added : diff.removed;
  for (const change of own) add(byLayer, side, change, change[side] ?? 0, leftoverAt(tree, change.path));
  for (const change of diff.changed) {
    const more = (change[side] ?? 0) - (change[side === 'a' ? 'b' : 'a'] ?? 0);
    if (more > 0) add(byLayer, side, change, more, leftoverAt(tree, change.path));
  }
  return [...byLayer]
    .map(([layer, folders]): Attribution => {
      const sorted = [...folders].sort(([, x], [, y]) => y.bytes - x.bytes);
      const rest = sorted.slice(FOLDERS).map(([, share]) => share);
      const createdBy = image.layers[layer]?.createdBy;
      return {
        side,
        layer,
        createdBy: createdBy === undefined ? null : tidyInstruction(mask(createdBy)),
        ...totalOf(sorted.map(([, share]) => share)),
        folders: sorted.slice(0, FOLDERS).map(([path, {bytes, files}]) => ({path, bytes, files})),
        ...(rest.length > 0 && {moreFolders: {folders: rest.length, ...totalOf(rest)}}),
        advice: side === 'b' ? adviceFor(sorted, createdBy) : [],
      };
    })
    .filter(({bytes}) => bytes > 0)
    .sort((x, y) => y.bytes - x.bytes || x.layer - y.layer);
}

/** What a folder adds to a layer. */
interface Share {
  bytes: number;
  files: number;
  readonly advice: string | undefined;
}

function totalOf(shares: readonly Share[]): {readonly bytes: number; readonly files: number} {
  return {bytes: sum(shares.map(({bytes}) => bytes)), files: sum(shares.map(({files}) => files))};
}

/** What a file of the tree is a leftover of. */
function leftoverAt({files}: FileTree, path: string): LeftoverKind | undefined {
  const place = files.get(path);
  return place?.in.notable.leftovers.get(place.row);
}

function add(
  byLayer: Map<number, Map<string, Share>>,
  side: 'a' | 'b',
  change: FileChange,
  bytes: number,
  leftover: LeftoverKind | undefined,
): void {
  const layer = change.layer?.[side];
  if (layer === null || layer === undefined) return;
  const folders = byLayer.get(layer) ?? new Map<string, Share>();
  byLayer.set(layer, folders);
  const folder = leftover?.root ?? folderOf(change.path);
  const share = folders.get(folder);
  if (share) {
    share.bytes += bytes;
    share.files++;
  } else folders.set(folder, {bytes, files: 1, advice: leftover?.advice});
}

/** The folder that a person would name: a package inside site-packages, else two levels. */
function folderOf(path: string): string {
  const packages = path.includes('-packages/') ? PACKAGE.exec(path)?.[1] : undefined;
  if (packages !== undefined) return packages;
  const first = path.indexOf('/');
  if (first === -1) return path;
  const second = path.indexOf('/', first + 1);
  return path.slice(0, second === -1 ? first : second);
}

const PACKAGE = /^(.*\/(?:site|dist)-packages\/[^/]+)/;

function adviceFor(
  folders: readonly (readonly [string, {readonly bytes: number; readonly advice: string | undefined}])[],
  createdBy: string | undefined,
): string[] {
  const advice = new Set<string>();
  for (const [, folder] of folders) if (folder.advice !== undefined) advice.add(folder.advice);
  const total = sum(folders.map(([, {bytes}]) => bytes));
  if (createdBy !== undefined && total > 1_000_000) {
    if (/(?:^|\s)(?:gcc|g\+\+|build-essential|[a-z0-9][a-z0-9.+-]*-dev)(?![\w.-])/.test(createdBy)) {
      advice.add('build in a stage of its own (multi-stage) and copy only what runs');
    }
    if (/^(?:#\(nop\)\s*)?.*\b(?:chown|chmod) -R\b/.test(createdBy)) {
      advice.add('COPY --chown/--chmod in place of chown -R: the latter writes every file again');
    }
  }
  return [...advice].slice(0, 5);
}

/** What the layers of an image carry though later ones hide it. */
export function wasteOf(tree: FileTree): Waste {
  const by = (how: string): number => sum(tree.lost.filter((l) => l.how === how).map(({bytes}) => bytes));
  const unchanged = by('rewritten-unchanged');
  const overwritten = by('overwritten') + unchanged;
  const deleted = by('deleted');
  return {
    bytes: overwritten + deleted,
    overwritten,
    deleted,
    rewrittenUnchanged: unchanged,
    worst: [...tree.lost].sort((x, y) => y.bytes - x.bytes || (x.path < y.path ? -1 : 1)).slice(0, 10),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
