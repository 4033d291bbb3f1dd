import {isUtf8} from 'node:buffer';
import type {FileChange, FileComparison, FileFate, PermissionChange, TextDiff} from '../comparison.js';
import {parentOf, resolveImagePath} from '../image-path.js';
import {
  type FileOptions,
  isAbsent,
  isSettled,
  isWhole,
  lookUp,
  type ReadPair,
  type Side,
  sharedAbove,
  sideOfPair,
} from '../read-pair.js';
import {attribute, wasteOf} from './attribution.js';
import {compareFiles, comparePlaces, type FileDiff, holds, octal} from './file-diff.js';
import {globSource} from './glob.js';
import {mayHoldSecrets} from './leftover-kinds.js';
import {findLeftovers} from './leftovers.js';
import {unifiedDiff} from './text-diff.js';
import {contentOf, type FileTree, hiddenBy, isThere, linkOf, modeOf, placesOf, typeOf} from './tree.js';

/** Everything that --files says of the files of two images. */
export function fileComparison(
  pair: ReadPair,
  options: FileOptions,
  mask: (line: string) => string,
): Omit<FileComparison, 'command'> {
  const {a, b, treeA, treeB} = pair;
  const diff = compareFiles(treeA, treeB, isWhole(pair));
  const [sideA, sideB] = [sideOfPair(pair, 'a'), sideOfPair(pair, 'b')];
  const total = (side: 'a' | 'b'): number =>
    (side === 'b' ? diff.added : diff.removed).reduce((sum, change) => sum + (change[side] ?? 0), 0);
  return {
    identity: options.sha256 ? 'sha256' : 'crc32',
    added: diff.added,
    removed: diff.removed,
    changed: diff.changed,
    counts: {added: diff.added.length, removed: diff.removed.length, changed: diff.changed.length, same: diff.same},
    bytes: {added: total('b'), removed: total('a')},
    contract: (options.contract ?? []).map((path) => ({path, change: fateOf(path, diff, sideA, sideB)})),
    attribution: [
      ...attribute('b', diff, {image: b, tree: treeB}, mask),
      ...attribute('a', diff, {image: a, tree: treeA}, mask),
    ],
    waste: {a: wasteOf(treeA), b: wasteOf(treeB)},
    leftovers: findLeftovers(treeA, treeB),
    permissions: permissionChanges(sideA, sideB),
    diffs: textDiffs(pair, diff, options.paths ?? [], mask),
    anomalies: anomaliesOf(pair),
    sharedLayersUnread: pair.sharedUnread,
    sharedLayersAbove: {a: sharedAbove(pair, a), b: sharedAbove(pair, b)},
    hiddenFolders: pair.sharedUnread === 0 ? {a: [], b: []} : {a: hiddenIn(treeA, treeB), b: hiddenIn(treeB, treeA)},
    unreadableLayers: {a: pair.leftOut.a.length, b: pair.leftOut.b.length},
    highestUnreadLayer: {a: orNull(sideA.unread), b: orNull(sideB.unread)},
    layersRead: pair.outcomes.filter(({read}) => read).length,
    diffIdsUnchecked: pair.outcomes.filter(
      ({layer, read}) => read && read.listing.diffId === undefined && layer.diffId !== layer.descriptor.digest,
    ).length,
  };
}

/** Folders of which one side may hide what lies in a layer that was not read; of nested ones the highest. */
function hiddenIn(own: FileTree, other: FileTree): string[] {
  const folders = [...own.hidden].filter(([path, {how, wasFolder}]) => {
    const place = own.files.get(path);
    const shown = place ?? other.files.get(path);
    const isFolder =
      shown === undefined ? how === 'opaque' || wasFolder || own.implicit.has(path) : typeOf(shown) === 'directory';
    const isInAnother = path !== '' && hiddenBy(own, parentOf(path)) >= 0;
    return isFolder && !isInAnother && hiddenBy(other, path) < 0;
  });
  return folders.map(([path]) => path).sort();
}

function orNull(layer: number): number | null {
  return layer < 0 ? null : layer;
}

/** What the archives themselves hold, and what the trees found when they were put together. */
function anomaliesOf({outcomes, a, treeA, treeB}: ReadPair): FileComparison['anomalies'] {
  const sided = outcomes.flatMap(({image, layer, read}) =>
    (read?.listing.anomalies ?? []).map((anomaly) => ({
      ...anomaly,
      side: image === a ? ('a' as const) : ('b' as const),
      layer: layer.index,
    })),
  );
  const doubled = (['a', 'b'] as const).flatMap((side) =>
    (side === 'a' ? treeA : treeB).duplicates.map(({layer, anomaly}) => ({...anomaly, side, layer})),
  );
  return [...sided, ...doubled];
}

/** What became of one file, as far as the layers that differ tell. */
export function fateOf(path: string, diff: FileDiff, sideA: Side, sideB: Side): FileFate {
  const inImage = resolveImagePath('', path);
  const [a, b] = [lookUp(sideA, inImage), lookUp(sideB, inImage)];
  if (a.place && b.place) {
    if (a.known !== 'there' || b.known !== 'there') return NOT_KNOWN;
    return comparePlaces(inImage, a.place, b.place) ? 'changed' : 'same';
  }
  // What is deleted of a shared layer is there on the side that does not delete it.
  if (b.known === 'absent' && (a.known === 'there' || (!a.place && holds(diff.removed, inImage)))) return 'removed';
  if (a.known === 'absent' && (b.known === 'there' || (!b.place && holds(diff.added, inImage)))) return 'added';
  return NOT_KNOWN;
}

const NOT_KNOWN = 'in-shared-layers-or-missing';

/** Rights that files of B have and those of A had not, where no layer that is unread may have the last word. */
function permissionChanges(sideA: Side, sideB: Side): PermissionChange[] {
  const [a, b] = [sideA.tree, sideB.tree];
  const found: PermissionChange[] = [];
  const places = b.layers.flatMap((layer) => [...placesOf(b, layer, layer.notable.privileged)]);
  for (const [path, place] of places) {
    const mode = modeOf(place);
    if (typeOf(place) === 'symlink' || typeOf(place) === 'hardlink' || !isSettled(sideB, place)) continue;
    const before = a.files.get(path);
    const was = before && typeOf(before) !== 'symlink' ? modeOf(before) : 0;
    const isNew = before ? isSettled(sideA, before) : isAbsent(sideA, path);
    const report = (bit: number, what: PermissionChange['what']): void => {
      if (mode & bit && !(was & bit)) found.push({path, what, mode: octal(mode), ...(!isNew && {mayBeOld: true})});
    };
    const isFile = typeOf(place) === 'file';
    if (isFile) report(0o4000, 'setuid');
    if (isFile) report(0o2000, 'setgid');
    // A sticky directory (/tmp) is meant to be writable for all.
    if (!(mode & 0o1000)) report(0o0002, 'world-writable');
  }
  return found.sort((x, y) => (x.path < y.path ? -1 : x.path > y.path ? 1 : 0));
}

/** What a path is another name of: a hard link shows the content of its target. */
function hardLinks({treeA, treeB}: ReadPair, path: string): string[] {
  return [treeA, treeB].flatMap((tree) => {
    const place = tree.files.get(path);
    return place && typeOf(place) === 'hardlink' ? [linkOf(place)] : [];
  });
}

function textDiffs(
  pair: ReadPair,
  diff: FileDiff,
  globs: readonly string[],
  mask: (line: string) => string,
): TextDiff[] {
  if (globs.length === 0) return [];
  const directories = [...new Set([pair.a.config?.workingDir ?? '/', pair.b.config?.workingDir ?? '/'])];
  const pattern = new RegExp(
    globs.flatMap((glob) => directories.map((directory) => globSource(glob, directory))).join('|'),
  );
  const candidates = [...diff.changed, ...diff.added, ...diff.removed].filter((change) => pattern.test(change.path));
  const [sideA, sideB] = [sideOfPair(pair, 'a'), sideOfPair(pair, 'b')];
  return candidates.flatMap(({path, type, what, fromSharedLayer}): TextDiff[] => {
    if (type === 'directory') return [];
    if (fromSharedLayer) return [{path, text: '', omitted: 'it lies in a shared layer, which was not read'}];
    if ([path, ...hardLinks(pair, path)].some(mayHoldSecrets))
      return [{path, text: '', omitted: 'it may hold secrets: its content is not shown'}];
    if (what.length > 0 && !what.includes('content') && !what.includes('type')) {
      return [{path, text: '', omitted: `only its ${listed(what)} ${what.length === 1 ? 'differs' : 'differ'}`}];
    }
    const unknown = [sideA, sideB].filter((side) => !isThere(side.tree, path) && !isAbsent(side, path));
    if (unknown.length > 0) {
      const [has, lacks] = unknown[0] === sideA ? ['B', 'A'] : ['A', 'B'];
      return [
        {
          path,
          text: '',
          omitted: `of the layers that differ only those of ${has} hold it: what ${lacks} has there may lie in a layer that was not read`,
        },
      ];
    }
    // What was not kept is no empty file.
    if ([pair.treeA, pair.treeB].some((tree) => isUnkept(tree, path))) {
      return [
        {path, text: '', omitted: 'its content was not kept: too many files match, or only one of its names does'},
      ];
    }
    const before = contentOf(pair.treeA, path);
    const after = contentOf(pair.treeB, path);
    if (!before && !after) return [{path, text: '', omitted: `it is no regular file (${type})`}];
    if (before?.cut || after?.cut) return [{path, text: '', omitted: 'too large to be shown'}];
    const [x, y] = [before, after].map((content) => Buffer.from(content?.bytes ?? []));
    if (x?.includes(0) || y?.includes(0)) return [{path, text: '', omitted: 'binary'}];
    // A hunk of a key shows its middle without the line by which it is known.
    if ([x, y].some((content) => content?.includes('PRIVATE KEY'))) {
      return [{path, text: '', omitted: 'it holds a private key: its content is not shown'}];
    }
    // Bytes that are no UTF-8 would all be shown, and compared, as one replacement character.
    const encoding = [x, y].every((content) => content === undefined || isUtf8(content)) ? 'utf8' : 'latin1';
    const text = unifiedDiff(
      x?.toString(encoding) ?? '',
      y?.toString(encoding) ?? '',
      before ? `a/${path}` : '/dev/null',
      after ? `b/${path}` : '/dev/null',
    );
    return [{path, text: mask(text)}];
  });
}

/** "mode and owner" */
function listed(what: FileChange['what']): string {
  return what.map((one) => (one === 'link' ? 'link target' : one)).join(' and ');
}

/** Whether a file is there whose content nobody has. */
function isUnkept(tree: FileTree, path: string): boolean {
  const place = tree.files.get(path);
  const type = place && typeOf(place);
  return (type === 'file' || type === 'hardlink') && contentOf(tree, path) === undefined;
}
