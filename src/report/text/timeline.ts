import {formatClock, zonedTime, zoneLabel} from '../format.js';
import type {Report, TimelineEntry} from '../model.js';
import {TIMELINE_SOURCES} from '../words.js';
import {type Page, paragraph} from './page.js';

const SOURCE_COLUMNS = Math.max(...Object.values(TIMELINE_SOURCES).map((word) => word.length));

/** What happened when, a heading for each day. */
export function timeline(page: Page, report: Report): string[] {
  const lines: string[] = [];
  let day: string | null = null;
  for (const entry of report.timeline) {
    const date = zonedTime(entry.at, page.zone)?.date ?? null;
    if (date !== null && date !== day) {
      lines.push(`  ${page.style.dim(`${date} ${zoneLabel(entry.at, page.zone)}`)}`);
      day = date;
    }
    lines.push(...entryLines(page, entry));
  }
  return lines;
}

function entryLines(page: Page, entry: TimelineEntry): string[] {
  const {bold, dim} = page.style;
  const important = entry.important === true;
  const mark = important ? (page.unicode ? '▶' : '>') : ' ';
  const source = TIMELINE_SOURCES[entry.source].padEnd(SOURCE_COLUMNS);
  return paragraph(page, entry.text, {
    label: `${mark} ${formatClock(entry.at, page.zone)}  ${source} `,
    labelPaint: important ? bold : dim,
    ...(important && {paint: bold}),
  });
}
