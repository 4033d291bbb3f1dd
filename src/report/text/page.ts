import type {Pointer} from '../../engine/rule.js';
import {createStyle, type Paint, type Style} from '../../terminal/style.js';
import {displayWidth, padEnd, wrap} from '../../terminal/width.js';
import type {RenderOptions} from '../options.js';
import {excerptLines, pointerIdentity, pointerPlace, shownPointers} from '../pointer.js';

/** What the sections of the text report draw with. */
export interface Page {
  readonly style: Style;
  readonly width: number;
  readonly zone: string;
  readonly unicode: boolean;
  readonly hyperlinks: boolean;
  readonly marks: Marks;
  /** Places quoted so far on this page: the second time the line itself is not repeated. */
  readonly quoted: Set<string>;
}

interface Marks {
  readonly yes: string;
  readonly no: string;
  readonly open: string;
  readonly bullet: string;
  readonly quote: string;
  readonly rule: string;
  readonly arrow: string;
}

const UNICODE: Marks = {yes: '✓', no: '✗', open: '·', bullet: '•', quote: '│', rule: '─', arrow: '→'};
const ASCII: Marks = {yes: 'ok', no: 'FAILED', open: '-', bullet: '-', quote: '|', rule: '-', arrow: '->'};

export function createPage(options: RenderOptions): Page {
  const unicode = options.unicode ?? true;
  return {
    style: createStyle(options.colour ?? false),
    width: Math.min(120, Math.max(40, Math.floor(options.width ?? 100))),
    zone: options.timeZone ?? 'UTC',
    unicode,
    hyperlinks: options.hyperlinks ?? false,
    marks: unicode ? UNICODE : ASCII,
    quoted: new Set(),
  };
}

const plain: Paint = (text) => text;

export interface ParagraphOptions {
  readonly indent?: number;
  /** Stands before the first line; the following lines are indented by its width. */
  readonly label?: string;
  readonly labelPaint?: Paint;
  readonly paint?: Paint;
}

/** The tool's own typography without Unicode. Other letters stay: they are somebody's text. */
export function toAscii(text: string): string {
  return text
    .replaceAll('…', '...')
    .replaceAll('→', '->')
    .replaceAll(/[–—]/g, '-')
    .replaceAll('×', 'x')
    .replaceAll('·', '-');
}

/** Wrapped text under a hanging label. Wrapping comes before painting, so that colour never moves a line break. */
export function paragraph(page: Page, text: string, options: ParagraphOptions = {}): string[] {
  const {indent = 0, label = '', labelPaint = plain, paint = plain} = options;
  const say = page.unicode ? text : toAscii(text);
  const margin = ' '.repeat(indent);
  const gap = label === '' ? 0 : displayWidth(label) + 1;
  if (gap > page.width / 2) {
    // A label that leaves no room beside it stands on its own lines.
    return [
      ...paragraph(page, label, {indent, paint: labelPaint}),
      ...paragraph(page, text, {indent: indent + 2, paint}),
    ];
  }
  const hang = ' '.repeat(gap);
  return wrap(say, page.width - indent - gap).map((line, index) => {
    const lead = index === 0 && label !== '' ? `${labelPaint(label)} ` : hang;
    return `${margin}${lead}${paint(line)}`;
  });
}

/** A heading with a rule to the page's edge. */
export function heading(page: Page, title: string): string[] {
  const rule = page.marks.rule.repeat(Math.max(3, page.width - displayWidth(title) - 1));
  return ['', `${page.style.bold(title)} ${page.style.dim(rule)}`];
}

/** A section, or nothing when it has no lines. */
export function section(page: Page, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...heading(page, title), ...lines];
}

/** Names on the left, their values wrapped on the right. Rows without a value are left out. */
export function definitions(page: Page, rows: readonly (readonly [string, string | null])[], indent = 2): string[] {
  const present = rows.filter((row): row is readonly [string, string] => row[1] !== null);
  const columns = Math.max(0, ...present.map(([name]) => displayWidth(name)));
  return present.flatMap(([name, value]) =>
    paragraph(page, value, {indent, label: padEnd(name, columns + 1), labelPaint: page.style.dim}),
  );
}

/** Source lines of a statement: the place, then the line itself behind a bar. */
export function quotes(page: Page, pointers: readonly Pointer[], indent: number): string[] {
  const {shown, more} = shownPointers(pointers);
  const lines = shown.flatMap((pointer) => quote(page, pointer, indent));
  return more === 0
    ? lines
    : [...lines, ...paragraph(page, `and ${more} more, in the JSON report`, {indent, paint: page.style.dim})];
}

function quote(page: Page, pointer: Pointer, indent: number): string[] {
  const place = pointerPlace(pointer, page.zone);
  const placeLines = (text: string) => paragraph(page, text, {indent, paint: page.style.dim});
  if (pointer.excerpt === undefined || pointer.excerpt === '') return placeLines(place);
  const identity = pointerIdentity(pointer);
  if (page.quoted.has(identity)) return placeLines(`${place} (quoted above)`);
  page.quoted.add(identity);
  const excerpt = excerptLines(pointer.excerpt, page.unicode ? '…' : '...').flatMap((line) =>
    wrap(line, page.width - indent - 2).map(
      (piece) => `${' '.repeat(indent)}${page.style.dim(page.marks.quote)} ${piece}`,
    ),
  );
  return [...placeLines(place), ...excerpt];
}

/** A command to copy: never wrapped, indented only. */
export function commandLines(page: Page, command: string, indent: number): string[] {
  return command.split('\n').map((line) => `${' '.repeat(indent)}${page.style.cyan(line)}`);
}
