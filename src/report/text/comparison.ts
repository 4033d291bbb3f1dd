import {paintAll} from '../../terminal/style.js';
import {type ImageRow, imageRows, showsAttempted} from '../images.js';
import type {Report} from '../model.js';
import {definitions, type Page, paragraph, quotes} from './page.js';
import {type Cell, table} from './table.js';

/** What differs between the good version and the failed one. */
export function changes(page: Page, report: Report): string[] {
  return report.changes.flatMap(({what, before, after, at}) => [
    ...paragraph(page, what, {indent: 2, label: page.marks.bullet}),
    ...definitions(
      page,
      [
        ['before', before],
        ['after', after],
      ],
      4,
    ),
    ...quotes(
      page,
      at.filter(({excerpt}) => excerpt !== undefined),
      4,
    ),
  ]);
}

/** The two images side by side. */
export function images(page: Page, report: Report): string[] {
  const rows = imageRows(report, page.zone);
  if (rows.length === 0) return [];
  const {bold, dim} = page.style;
  const both = showsAttempted(report);
  const cells = rows.map((row): Cell[] => [
    {text: row.name, paint: dim},
    {text: shown(row.running)},
    ...(both ? [{text: shown(row.attempted), ...(row.differs && {paint: bold})}] : []),
  ]);
  const side = Math.floor((page.width - 10 - 3 * 3 - 1) / 2);
  return table(page, ['', 'running', ...(both ? ['attempted'] : [])], cells, both ? [10, side] : [10]);
}

function shown(value: ImageRow['running']): string {
  return value ?? '?';
}

/** Files that a reviewer should open. */
export function files(page: Page, report: Report): string[] {
  return report.filesToReview.flatMap(({path, why}) => [
    ...paragraph(page, path, {indent: 2, label: page.marks.bullet, paint: paintAll(page.style.bold)}),
    ...paragraph(page, why, {indent: 4}),
  ]);
}
