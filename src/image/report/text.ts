import Table from 'cli-table3';
import {sanitizeLine} from '../../terminal/sanitize.js';
import {displayWidth} from '../../terminal/width.js';
import {formatBytes} from '../bytes.js';
import type {
  FileChange,
  FileComparison,
  HistoryRow,
  ImageComparison,
  LayerRow,
  PackageComparison,
} from '../comparison.js';
import {closingGroups, type Group, leadingGroups} from './groups.js';
import {
  assurance,
  biggest,
  bytesOrDash,
  configText,
  diffText,
  fileRemark,
  gapLines,
  headline,
  historyText,
  layerRemark,
  layerSizes,
  platformTable,
  sideRows,
  sizeRows,
  unreadNote,
} from './view.js';

export interface TextOptions {
  readonly colour?: boolean;
  /** Columns of the terminal. Absent where there is none: then no word (a digest, a path) is broken. */
  readonly width?: number;
  /** Entries of each list of files. */
  readonly top?: number;
}

const MIN_WIDTH = 40;

const MARK = {same: '=', changed: '~', added: '+', removed: '-'} as const;

/** The comparison for a terminal. Nothing is said by colour alone. */
export function renderText(comparison: ImageComparison, options: TextOptions = {}): string {
  const paint = painter(options.colour === true);
  const width = Math.max(MIN_WIDTH, Math.min(options.width ?? 120, 200));
  // Nothing is broken up for a reader that is no screen: a digest must be there to be found.
  const grid = options.width === undefined ? wholeWords : (...table: GridArguments) => fitted(width, ...table);
  const top = options.top ?? 20;
  const out: string[] = [paint.bold(headline(comparison)), ''];
  const section = (title: string, ...lines: string[]): void => {
    out.push(paint.bold(title), ...lines, '');
  };
  if (comparison.findings.length > 0) {
    section(
      'What stands out',
      ...comparison.findings.flatMap(({severity, text, fix}) => [
        `  ${paint.severity(severity)} ${sanitizeLine(text)}`,
        ...(fix === undefined ? [] : [`          ${paint.dim(`→ ${sanitizeLine(fix)}`)}`]),
      ]),
    );
  }
  const gaps = gapLines(comparison);
  if (gaps.length > 0) section('Not known', ...gaps.map((gap) => `  ${sanitizeLine(gap)}`));
  section('Images', grid(['', 'A', 'B'], sideRows(comparison), [12, half(width, 12), half(width, 12)]));
  const platforms = platformTable(comparison);
  if (platforms.length > 0) {
    section('Platforms', ...platforms.map(([status, platform]) => `  ${MARK[status]} ${sanitizeLine(platform)}`));
  }
  if (comparison.config.changed.length > 0) {
    section(
      'Config',
      grid(['', 'A', 'B'], comparison.config.changed.map(configText), [28, half(width, 28), half(width, 28)]),
    );
  }
  if (comparison.layers.length > 0) {
    const rows = comparison.layers.map((row): string[] => [
      MARK[row.status],
      layerSizes(row.a),
      layerSizes(row.b),
      [sanitizeLine(row.createdBy ?? row.digest.slice(0, 19)), layerRemark(row)].filter((t) => t !== '').join(' — '),
    ]);
    section(
      'Layers (packed → unpacked), lowest first; = same, ~ changed, + only in B, - only in A',
      grid(['', 'A', 'B', 'made by'], rows, [3, 21, 21, width - 50]),
    );
  }
  if (comparison.history.length > 0) {
    const rows = comparison.history.map((row): string[] => [
      MARK[row.status],
      historyText(row.a),
      isRepeated(row) ? '″' : historyText(row.b),
    ]);
    section('History', grid(['', 'A', 'B'], rows, [3, half(width, 3), half(width, 3)]));
  }
  section(
    'Sizes',
    grid(['what shows it', 'A', 'B'], sizeRows(comparison), [Math.min(36, width - 40), 14, 14]),
    ...comparison.sizes.notes.map((note) => `  ${note}`),
  );
  if (comparison.files) out.push(...fileSections(comparison.files, comparison.layers, top, paint));
  if (comparison.packages) out.push(...packageSection(comparison.packages, grid, paint));
  out.push(paint.dim(`${formatBytes(comparison.bytesFetched)} fetched.`));
  return `${out.join('\n')}\n`;
}

function fileSections(files: FileComparison, layers: readonly LayerRow[], top: number, paint: Painter): string[] {
  const {counts, bytes} = files;
  const out = [
    paint.bold('Files'),
    `  ${counts.added} added (${formatBytes(bytes.added)}), ${counts.removed} removed (${formatBytes(bytes.removed)}), ${counts.changed} changed, ${counts.same} the same in layers that differ`,
  ];
  out.push(`  ${assurance(files, layers)}`);
  const unread = unreadNote(files);
  if (unread !== undefined) out.push(`  ${unread}`);
  for (const group of leadingGroups(files, top)) out.push(...groupLines(group, paint));
  out.push(
    ...changeList('Changed', '~', files.changed, top),
    ...changeList('Added', '+', files.added, top),
    ...changeList('Removed', '-', files.removed, top),
  );
  for (const group of closingGroups(files, top)) out.push(...groupLines(group, paint));
  for (const diff of files.diffs) {
    out.push('', diff.omitted === undefined ? diffText(diff) : `  ${sanitizeLine(diff.path)}: ${diff.omitted}`);
  }
  return [...out, ''];
}

function groupLines({title, lines}: Group, paint: Painter): string[] {
  const shown = lines.flatMap(({text, hints = []}) => [
    `    ${sanitizeLine(text)}`,
    ...hints.map((hint) => `      ${paint.dim(`→ ${sanitizeLine(hint)}`)}`),
  ]);
  return ['', `  ${title}`, ...shown];
}

function changeList(title: string, mark: string, changes: readonly FileChange[], top: number): string[] {
  if (changes.length === 0) return [];
  const listed = biggest(changes, top).map((change) => {
    const size =
      change.a === null
        ? bytesOrDash(change.b)
        : change.b === null
          ? bytesOrDash(change.a)
          : `${bytesOrDash(change.a)} → ${bytesOrDash(change.b)}`;
    const remark = fileRemark(change);
    return `    ${mark} ${sanitizeLine(change.path)}  ${size}${remark === '' ? '' : `  (${remark})`}`;
  });
  const rest = changes.length - listed.length;
  return ['', `  ${title}`, ...listed, ...(rest > 0 ? [`    … and ${rest} more (--top N, or --json for all)`] : [])];
}

function packageSection(packages: PackageComparison, grid: Grid, paint: Painter): string[] {
  const all = [...packages.removed, ...packages.changed, ...packages.added];
  if (all.length === 0 && packages.unknown.length === 0) return [];
  const rows = all.map((change) => [change.ecosystem, sanitizeLine(change.name), change.a ?? '–', change.b ?? '–']);
  return [
    paint.bold('Packages'),
    ...(rows.length > 0 ? [grid(['', 'package', 'A', 'B'], rows, [7, 40, 24, 24])] : []),
    ...packages.unknown.map(({ecosystem, why}) => `  ${ecosystem}: ${why}`),
    '',
  ];
}

/** Two equal rows may be told of in different words: a layer whose history one side lacks, or that was packed anew. */
function isRepeated({status, a, b}: HistoryRow): boolean {
  return status === 'same' && a?.createdBy === b?.createdBy && a?.packedBytes === b?.packedBytes;
}

function half(width: number, first: number): number {
  return Math.max(24, Math.floor((width - first - 4) / 2));
}

type GridArguments = [
  head: readonly string[],
  rows: readonly (readonly string[])[],
  /** What each column would like, the space between columns included. */
  widths: readonly number[],
];
type Grid = (...table: GridArguments) => string;

/** Columns that widen for their longest word. */
function wholeWords(...[head, rows, widths]: GridArguments): string {
  const longest = (text: string | undefined): number =>
    Math.max(0, ...(text ?? '').split(/\s+/).map((word) => displayWidth(word)));
  return draw(
    head,
    rows,
    widths.map((width, i) => Math.max(width, ...rows.map((row) => longest(row[i]) + 1))),
  );
}

const MIN_COLUMN = 8;

/** Columns that together are no wider than the screen: the widest give way first; words that are longer are broken. */
function fitted(screen: number, ...[head, rows, wanted]: GridArguments): string {
  const widths = [...wanted];
  for (let over = widths.reduce((sum, width) => sum + width, MARGIN.length) - screen; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= MIN_COLUMN) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return draw(
    head,
    rows.map((row) => row.map((cell, i) => breakable(cell, (widths[i] ?? MIN_COLUMN) - 1))),
    widths,
  );
}

const MARGIN = '  ';

function draw(...[head, rows, widths]: GridArguments): string {
  const table = new Table({
    head: [...head],
    colWidths: [...widths],
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 1},
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: MARGIN,
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Words that are longer than a line, cut so that nothing of them is lost. */
function breakable(text: string, width: number): string {
  return text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'gu'), '$&\n');
}

interface Painter {
  bold(text: string): string;
  dim(text: string): string;
  severity(severity: 'error' | 'warning' | 'info'): string;
}

function painter(colour: boolean): Painter {
  const wrap = (code: string) => (text: string) => (colour ? `\u001B[${code}m${text}\u001B[0m` : text);
  const codes = {error: '31', warning: '33', info: '36'};
  return {
    bold: wrap('1'),
    dim: wrap('2'),
    severity: (severity) => wrap(codes[severity])(severity.padEnd(7)),
  };
}
