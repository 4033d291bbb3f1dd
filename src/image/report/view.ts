import {plural} from '../../plural.js';
import {escapeText, sanitizeLine} from '../../terminal/sanitize.js';
import {formatBytes, formatDifference} from '../bytes.js';
import type {
  ComparisonProblem,
  ConfigChange,
  FileChange,
  FileComparison,
  HistoryCell,
  ImageComparison,
  LayerCell,
  LayerRow,
  TextDiff,
} from '../comparison.js';
import {commonMeasure} from '../sizes.js';

/** Words and figures that every format shows the same way. */

export function bytesOrDash(bytes: number | null | undefined): string {
  return bytes === null || bytes === undefined ? '–' : formatBytes(bytes);
}

export function difference(a: number | null, b: number | null): string {
  return a === null || b === null || a === b ? '' : formatDifference(b - a);
}

/** Rows of "what | A | B". */
export function sideRows({a, b, sizes}: ImageComparison): [string, string, string][] {
  const platform = (side: ImageComparison['a']): string =>
    [side.platform.os, side.platform.architecture, side.platform.variant].filter((part) => part !== null).join('/') ||
    '–';
  const words = (list: readonly string[] | null): string => (list === null ? '–' : list.join(' '));
  const rows: [string, string, string][] = [
    ['reference', a.reference, b.reference],
    ['source', a.source, b.source],
    ['tag', tags(a), tags(b)],
    ['digest', a.digest ?? '–', b.digest ?? '–'],
    ['media type', shortType(a.mediaType), shortType(b.mediaType)],
    ['platform', platform(a), platform(b)],
    ['pushed', a.pushedAt ?? '–', b.pushedAt ?? '–'],
    ...((a.lastPulledAt ?? b.lastPulledAt)
      ? [['last pull', a.lastPulledAt ?? '–', b.lastPulledAt ?? '–'] as [string, string, string]]
      : []),
    ['built', a.createdAt ?? '–', b.createdAt ?? '–'],
    ['packed', bytesOrDash(a.packedBytes), bytesOrDash(b.packedBytes)],
    ['unpacked', bytesOrDash(sizes.a.unpackedBytes), bytesOrDash(sizes.b.unpackedBytes)],
    ['layers', `${a.layerCount ?? '–'}`, `${b.layerCount ?? '–'}`],
    ['ENTRYPOINT', words(a.command.entrypoint), words(b.command.entrypoint)],
    ['CMD', words(a.command.cmd), words(b.command.cmd)],
    ['USER', a.user ?? '–', b.user ?? '–'],
    ['WORKDIR', a.workingDir ?? '–', b.workingDir ?? '–'],
    ['EXPOSE', a.exposedPorts.join(' ') || '–', b.exposedPorts.join(' ') || '–'],
  ];
  return rows.map(([what, x, y]) => [what, sanitizeLine(x), sanitizeLine(y)]);
}

/** The tag asked for, and the others of the same image. */
function tags({tag, otherTags}: ImageComparison['a']): string {
  const also = otherTags.length === 0 ? '' : ` (also ${otherTags.join(', ')})`;
  return tag === null ? otherTags.join(', ') || '–' : `${tag}${also}`;
}

function shortType(mediaType: string): string {
  return mediaType.replace(/^application\/vnd\./, '');
}

export function configText(change: ConfigChange): [string, string, string] {
  const what = change.name === undefined ? change.field : `${change.field} ${change.name}`;
  return [sanitizeLine(what), sanitizeLine(change.a ?? '–'), sanitizeLine(change.b ?? '–')];
}

export function historyText(cell: HistoryCell | null): string {
  if (!cell) return '';
  const size = cell.layer === null ? '' : ` [${cell.layer + 1}: ${bytesOrDash(cell.packedBytes)}]`;
  return sanitizeLine(`${cell.createdBy ?? 'layer without history'}${size}`);
}

export function layerSizes(cell: LayerCell | null): string {
  if (!cell) return '–';
  const unpacked = cell.unpackedBytes === null ? '?' : formatBytes(cell.unpackedBytes);
  return `${formatBytes(cell.packedBytes)} → ${unpacked}`;
}

export function layerRemark(row: LayerRow): string {
  const remarks = [
    row.matchedBy === 'diff-id' ? 'packed anew, same content' : '',
    row.moved ? 'moved' : '',
    row.sameContent ?? '',
    row.a?.unpackedFrom === 'untrusted' || row.b?.unpackedFrom === 'untrusted' ? 'unpacked size not trusted' : '',
  ];
  return remarks.filter((remark) => remark !== '').join(', ');
}

/** The biggest first: what a reader looks for. */
export function biggest(changes: readonly FileChange[], top: number): FileChange[] {
  const weight = (change: FileChange): number => Math.max(change.a ?? 0, change.b ?? 0);
  return [...changes].sort((x, y) => weight(y) - weight(x) || (x.path < y.path ? -1 : 1)).slice(0, top);
}

/** "Added (230, the 20 largest)" */
export function listTitle(title: string, changes: readonly FileChange[], top: number): string {
  return `${title} (${changes.length}${changes.length > top ? `, the ${top} largest` : ''})`;
}

export function fileRemark(change: FileChange): string {
  const parts: string[] = change.what.filter((what) => what !== 'mode' && what !== 'owner' && what !== 'link');
  if (change.mode) parts.push(`mode ${change.mode.a} → ${change.mode.b}`);
  if (change.owner) parts.push(`owner ${change.owner.a} → ${change.owner.b}`);
  if (change.link) parts.push(`link ${change.link.a ?? '–'} → ${change.link.b ?? '–'}`);
  if (change.fromSharedLayer) parts.push('of a shared layer, hidden on one side');
  return sanitizeLine(parts.join(', '));
}

/** What limits the lists of files. */
export function unreadNote(files: FileComparison): string | undefined {
  const {sharedLayersUnread, sharedLayersAbove, hiddenFolders, unreadableLayers} = files;
  const notes: string[] = [];
  if (sharedLayersUnread > 0) {
    notes.push(
      `${plural(sharedLayersUnread, 'shared layer')} not read: a file listed as added may replace one of theirs, one listed as removed may be in one of them still.`,
    );
  }
  for (const [side, count] of [
    ['A', sharedLayersAbove.a],
    ['B', sharedLayersAbove.b],
  ] as const) {
    if (count === 0) continue;
    notes.push(
      `In ${side} ${plural(count, 'of them lies', 'of them lie')} above what differs, and may hold again what is listed as ${side === 'A' ? 'added' : 'removed'} or changed.`,
    );
  }
  for (const [side, folders] of [
    ['A', hiddenFolders.a],
    ['B', hiddenFolders.b],
  ] as const) {
    if (folders.length === 0) continue;
    const named = folders.slice(0, 3).map((path) => `/${path}`);
    const more = folders.length > 3 ? ` and ${plural(folders.length - 3, 'more folder')}` : '';
    notes.push(`${side} hides whatever they hold in ${named.join(', ')}${more}.`);
  }
  if (unreadableLayers.a > 0)
    notes.push('Not all of A could be compared: a file listed as added may lie in what was left out.');
  if (unreadableLayers.b > 0)
    notes.push('Not all of B could be compared: a file listed as removed may lie in what was left out.');
  return notes.length === 0 ? undefined : sanitizeLine(notes.join(' '));
}

/** Rows of "what shows it | A | B". */
export function sizeRows({sizes}: ImageComparison): [string, string, string][] {
  const row = (name: string, key: keyof typeof sizes.a): [string, string, string] => [
    name,
    bytesOrDash(sizes.a[key]),
    bytesOrDash(sizes.b[key]),
  ];
  return [
    row('registry (DescribeImages)', 'registryBytes'),
    row('manifest, packed', 'packedBytes'),
    row('docker images, classic store', 'dockerClassicBytes'),
    row('docker images, containerd store', 'dockerContainerdBytes'),
  ];
}

/** What could not be looked at, or not in time; what is damaged stands among the findings. */
export function gapLines({problems}: ImageComparison): string[] {
  const words = ({what, why, fix}: ComparisonProblem): string =>
    `${what}: ${why}${fix === undefined ? '' : ` (${fix})`}`;
  const sides = new Map<string, Set<string>>();
  for (const problem of problems.filter(({code, side}) => code === 'gap' || side === 'both')) {
    const text = words(problem);
    const names = problem.side === 'both' ? ['A', 'B'] : [problem.side.toUpperCase()];
    sides.set(text, new Set([...(sides.get(text) ?? []), ...names]));
  }
  return [...sides].map(([text, names]) => `${[...names].join(' and ')}: ${text}`);
}

/** Rows of "status | platform" where there is more to say than one platform. */
export function platformTable({platforms, a, b}: ImageComparison): [LayerRow['status'], string][] {
  const isIndex = platforms.length > 1 || a.attestations + b.attestations > 0;
  return isIndex ? platforms.map(({status, platform}) => [status, platform]) : [];
}

/** What was checked of the layers that were read, and what "the same" means for a file. */
export function assurance(
  {identity, layersRead, diffIdsUnchecked}: FileComparison,
  layers: readonly LayerRow[],
): string {
  const nameless = Math.min(diffIdsUnchecked, layers.flatMap(({a, b}) => [a, b]).filter(isReadNameless).length);
  const left = diffIdsUnchecked - nameless;
  const exceptions = [
    ...(left > 0 ? [`${left} of them (--diff-ids checks ${nameless > 0 ? 'these' : 'all'})`] : []),
    ...(nameless > 0 ? [`${nameless} of which the config names none`] : []),
  ];
  const unchecked = exceptions.length === 0 ? 'and its diff id' : `its diff id too but for ${exceptions.join(' and ')}`;
  const same =
    identity === 'sha256' ? 'SHA-256 agrees' : 'size and CRC-32 agree (--sha256 is proof against forgery too)';
  if (layersRead === 0 && layers.some(({moved}) => moved)) return 'No layer was read: all lie in both images.';
  return layersRead === 0
    ? 'No layer had to be read.'
    : `Of each of the ${layersRead} layers read the packed digest was checked, ${unchecked}. Files are the same where ${same}.`;
}

function isReadNameless(cell: LayerCell | null): boolean {
  return cell !== null && cell.unpackedFrom === 'read' && cell.diffId === null;
}

/** A diff as it is, blanks at the ends of its lines included. */
export function diffText({text}: TextDiff): string {
  return escapeText(text).replace(/\n$/, '');
}

/** The first line of every format. */
export function headline(comparison: ImageComparison): string {
  const {a, b, differs, layers, config} = comparison;
  const name = (side: ImageComparison['a']): string => side.tag ?? side.reference;
  if (comparison.findings.some(({id}) => id === 'no-known-difference')) {
    return sanitizeLine(`${name(a)} and ${name(b)}: no difference in what saved evidence holds`);
  }
  if (!differs && comparison.problems.every((problem) => problem.code === 'gap')) {
    return sanitizeLine(`${name(a)} and ${name(b)}: no difference in config or layers`);
  }
  const unread = (what: string): string[] =>
    comparison.problems.flatMap((problem) =>
      problem.code !== 'gap' && problem.what === what ? [problem.side.toUpperCase()] : [],
    );
  const closed = [...unread('the image'), ...unread('the manifest')];
  if (closed.length > 0) {
    return sanitizeLine(`${name(a)} and ${name(b)}: not compared, for want of a manifest of ${closed.join(' and ')}`);
  }
  const count = (status: LayerRow['status']): number => layers.filter((row) => row.status === status).length;
  const common = commonMeasure(comparison.sizes);
  const size = common ? difference(common.a, common.b) : '';
  const changes =
    unread('the config').length > 0 ? 'config not compared' : `${plural(config.changed.length, 'change')} of config`;
  return sanitizeLine(
    `${name(a)} → ${name(b)}: ${plural(count('same'), 'layer')} shared, ${count('changed')} changed, ${count('added')} added, ${count('removed')} removed; ${changes}${size === '' ? '' : `; ${size} ${common?.measure}`}`,
  );
}
