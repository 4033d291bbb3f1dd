import {plural} from '../../plural.js';
import {formatBytes} from '../bytes.js';
import type {FileComparison, Leftover, Waste} from '../comparison.js';

/** Lines under a title, with what to do about them. Each format makes them safe for its own screen. */
export interface Group {
  readonly title: string;
  readonly lines: readonly {readonly text: string; readonly hints?: readonly string[]}[];
}

/** What the files say together, before they are listed one by one. Groups without a line are left out. */
export function leadingGroups(files: FileComparison, top: number): Group[] {
  return filled([
    {
      title: 'Start-up contract',
      lines: files.contract
        .filter(({change}) => change !== 'in-shared-layers-or-missing')
        .map(({path, change}) => ({text: `${change} ${path}`})),
    },
    {
      title: 'Where the bytes come from',
      lines: files.attribution.slice(0, top).map(({side, bytes, createdBy, layer, folders, moreFolders, advice}) => {
        const named = folders.map(({path, bytes: own}) => `${path} ${formatBytes(own)}`);
        const more =
          moreFolders && `and ${plural(moreFolders.folders, 'more folder')}: ${formatBytes(moreFolders.bytes)}`;
        const where = [...named, ...(more === undefined ? [] : [more])].join(', ');
        const sign = side === 'b' ? '+' : '-';
        return {
          text: `${sign}${formatBytes(bytes)}: ${createdBy ?? `layer ${layer + 1}`} → ${where}`,
          hints: advice,
        };
      }),
    },
  ]);
}

/** What is worth a look besides the lists of files. */
export function closingGroups(files: FileComparison, top: number): Group[] {
  return filled([
    {
      title: 'Permissions',
      lines: files.permissions.slice(0, top).map(({what, mode, path}) => ({text: `${what} ${mode} ${path}`})),
    },
    {
      title: 'Looks like build context or leftovers',
      lines: files.leftovers.slice(0, top).map((leftover) => ({text: leftoverText(leftover)})),
    },
    wasteGroup('A', files.waste.a),
    wasteGroup('B', files.waste.b),
    {
      title: 'Unusual entries',
      lines: files.anomalies.map(({side, layer, count, kind, examples}) => ({
        text: `${side.toUpperCase()} layer ${layer + 1}: ${count} × ${kind}: ${examples.join(', ')}`,
      })),
    },
  ]);
}

function leftoverText({side, path, kind, files, bytes, layer, deletedByLayer}: Leftover): string {
  const where = side === 'both' ? 'A and B' : side.toUpperCase();
  const deleted =
    layer === undefined || deletedByLayer === undefined
      ? ''
      : `, deleted by layer ${deletedByLayer + 1} but still in layer ${layer + 1}`;
  return `${where}: ${path} (${kind}, ${plural(files, 'file')}, ${formatBytes(bytes)}${deleted})`;
}

const LOST: {readonly [how in Waste['worst'][number]['how']]: string} = {
  overwritten: 'overwritten',
  'rewritten-unchanged': 'written again with the same content',
  deleted: 'deleted',
};

function wasteGroup(side: string, waste: Waste): Group {
  const {bytes, overwritten, rewrittenUnchanged, deleted, worst} = waste;
  return {
    title: `Waste in ${side}: ${formatBytes(bytes)} (overwritten ${formatBytes(overwritten)}, of it unchanged ${formatBytes(rewrittenUnchanged)}; deleted ${formatBytes(deleted)})`,
    lines: worst.slice(0, 5).map(({path, bytes: own, layer, how}) => ({
      text: `${formatBytes(own)} ${LOST[how]} by layer ${layer + 1}: ${path}`,
    })),
  };
}

function filled(groups: readonly Group[]): Group[] {
  return groups.filter(({lines}) => lines.length > 0);
}
