import Table from 'cli-table3';
import {wrap} from '../../terminal/width.js';
import {type Page, toAscii} from './page.js';

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const ASCII_BORDERS = {
  top: '-',
  'top-mid': '+',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-mid': '+',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  'left-mid': '+',
  mid: '-',
  'mid-mid': '+',
  right: '|',
  'right-mid': '+',
  middle: '|',
};

/**
 * A table as wide as the page at most. Columns but the last take what their longest word or `columns` says; the last one
 * takes the rest. Cells are wrapped here and painted line by line, so that colour never changes the layout.
 */
export function table(
  page: Page,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  columns: readonly number[],
): string[] {
  const fixed = columns.reduce((sum, width) => sum + width + 3, 0);
  const rest = Math.max(10, page.width - fixed - 4);
  const widths = [...columns, rest];
  const cell = ({text, paint}: Cell, index: number) =>
    wrap(page.unicode ? text : toAscii(text), widths[index] ?? rest)
      .map((line) => (paint === undefined ? line : paint(line)))
      .join('\n');
  const drawn = new Table({
    head: head.map((text, index) => cell({text, paint: page.style.bold}, index)),
    colWidths: widths.map((width) => width + 2),
    style: {head: [], border: [], compact: true},
    ...(page.unicode ? {} : {chars: ASCII_BORDERS}),
  });
  drawn.push(...rows.map((row) => row.map(cell)));
  return drawn.toString().split('\n');
}
