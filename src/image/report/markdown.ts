import {sanitizeLine} from '../../terminal/sanitize.js';
import type {ImageComparison} from '../comparison.js';
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
  listTitle,
  platformTable,
  sideRows,
  sizeRows,
  unreadNote,
} from './view.js';

/** For a pull request or an incident document. */
export function renderMarkdown(comparison: ImageComparison, options: {readonly top?: number} = {}): string {
  const top = options.top ?? 20;
  const out: string[] = [`# ${inert(headline(comparison))}`, ''];
  for (const {severity, text, fix} of comparison.findings) {
    out.push(`- **${severity}** ${inert(text)}${fix === undefined ? '' : ` → ${inert(fix)}`}`);
  }
  for (const gap of gapLines(comparison)) out.push(`- **not known** ${inert(gap)}`);
  out.push('', '## Images', '', ...table(['', 'A', 'B'], sideRows(comparison)));
  const platforms = platformTable(comparison);
  if (platforms.length > 0) out.push('', '## Platforms', '', ...table(['', ''], platforms));
  if (comparison.config.changed.length > 0) {
    out.push('', '## Config', '', ...table(['', 'A', 'B'], comparison.config.changed.map(configText)));
  }
  if (comparison.layers.length > 0) {
    out.push(
      '',
      '## Layers',
      '',
      ...table(
        ['', 'A packed → unpacked', 'B packed → unpacked', 'made by', ''],
        comparison.layers.map((row) => [
          row.status,
          layerSizes(row.a),
          layerSizes(row.b),
          row.createdBy ?? row.digest.slice(0, 19),
          layerRemark(row),
        ]),
      ),
    );
  }
  if (comparison.history.length > 0) {
    out.push(
      '',
      '<details><summary>History</summary>',
      '',
      ...table(
        ['', 'A', 'B'],
        comparison.history.map((row) => [row.status, historyText(row.a), historyText(row.b)]),
      ),
      '',
      '</details>',
    );
  }
  out.push('', '## Sizes', '', ...table(['what shows it', 'A', 'B'], sizeRows(comparison)), '');
  out.push(...comparison.sizes.notes.map((note) => `- ${inert(note)}`));
  const {files, packages} = comparison;
  if (files) {
    const {counts} = files;
    out.push(
      '',
      '## Files',
      '',
      `${counts.added} added, ${counts.removed} removed, ${counts.changed} changed. ${assurance(files, comparison.layers)}`,
    );
    const unread = unreadNote(files);
    if (unread !== undefined) out.push('', unread);
    for (const group of leadingGroups(files, top)) out.push(...groupLines(group));
    for (const [title, list] of [
      ['Changed', files.changed],
      ['Added', files.added],
      ['Removed', files.removed],
    ] as const) {
      if (list.length === 0) continue;
      out.push(
        '',
        `### ${listTitle(title, list, top)}`,
        '',
        ...table(
          ['path', 'A', 'B', ''],
          biggest(list, top).map((change) => [
            change.path,
            bytesOrDash(change.a),
            bytesOrDash(change.b),
            fileRemark(change),
          ]),
        ),
      );
    }
    for (const group of closingGroups(files, top)) out.push(...groupLines(group));
    for (const diff of files.diffs) {
      if (diff.omitted === undefined) out.push('', ...fenced('diff', diffText(diff)));
      else out.push('', `${inert(diff.path)}: ${diff.omitted}`);
    }
  }
  if (packages && packages.added.length + packages.removed.length + packages.changed.length > 0) {
    const all = [...packages.removed, ...packages.changed, ...packages.added];
    out.push(
      '',
      '## Packages',
      '',
      ...table(
        ['', 'package', 'A', 'B'],
        all.map((p) => [p.ecosystem, p.name, p.a ?? '–', p.b ?? '–']),
      ),
    );
  }
  for (const {ecosystem, why} of packages?.unknown ?? []) out.push('', `${ecosystem}: ${inert(why)}`);
  return `${out.join('\n')}\n`;
}

function groupLines({title, lines}: Group): string[] {
  const shown = lines.map(({text, hints = []}) => `- ${[text, ...hints].map(inert).join(' → ')}`);
  return ['', `### ${inert(title)}`, '', ...shown];
}

/** A block that no line of the text ends: a fence closes at one as long as itself. */
function fenced(language: string, text: string): string[] {
  const longest = (text.match(/`{4,}/g) ?? []).reduce((most, run) => Math.max(most, run.length), 3);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(inert).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)];
}

function inert(text: string): string {
  return sanitizeLine(text).replace(/[\\`*_<>|[\]]/g, '\\$&');
}
