import {paintAll} from '../../terminal/style.js';
import {displayWidth} from '../../terminal/width.js';
import type {Report} from '../model.js';
import {firstStep} from '../steps.js';
import {ladderSentence, phaseSentence, rollbackRows, targetRows} from '../summary.js';
import {OUTCOMES, STEP_KINDS} from '../words.js';
import {undoLines} from './actions.js';
import {commandLines, definitions, type Page, paragraph} from './page.js';

/** The verdict, before anything else. */
export function headline(page: Page, report: Report): string[] {
  const {bold, inverse, red, green, yellow} = page.style;
  const colour = {failing: red, healthy: green, inconclusive: yellow}[report.outcome];
  return [
    ...paragraph(page, report.headline, {
      label: `[${OUTCOMES[report.outcome]}]`,
      labelPaint: paintAll(inverse, colour, bold),
      paint: bold,
    }),
  ];
}

/** A service that says RUNNING may run the old version: say so in a box of its own. */
export function rollbackBanner(page: Page, report: Report): string[] {
  const rows = rollbackRows(report, page.zone);
  if (rows === null) return [];
  const {bold, yellow} = page.style;
  const inner = {...page, width: page.width - 2};
  const bar = paintAll(bold, yellow)(page.unicode ? '▌' : '!');
  const lines = [
    ...paragraph(inner, 'SILENT ROLLBACK: the new version does not run, the old one does.', {paint: bold}),
    ...definitions(inner, rows, 0),
  ];
  return ['', ...lines.map((line) => `${bar} ${line}`)];
}

/** What to do before reading on. */
export function doFirst(page: Page, report: Report): string[] {
  const step = firstStep(report);
  if (step === null) return [];
  const {bold, yellow} = page.style;
  const changes = step.kind === 'mutate';
  return [
    '',
    ...paragraph(page, step.text, {
      label: `DO FIRST [${STEP_KINDS[step.kind]}]`,
      labelPaint: changes ? paintAll(bold, yellow) : bold,
    }),
    ...(step.command === undefined ? [] : commandLines(page, step.command, 2)),
    ...undoLines(page, step.undo, 2),
  ];
}

/** What was looked at, by whom, where and when. */
export function targetHeader(page: Page, report: Report): string[] {
  return ['', ...definitions(page, targetRows(report, page.zone), 0)];
}

/** How far the deployment came, in one line, and in words. */
export function phases(page: Page, report: Report): string[] {
  if (report.phases.length === 0) return [];
  const {bold, green, red, dim} = page.style;
  const pieces = report.phases.map(({phase, proven}) => {
    if (proven) return {text: `${phase} ${page.marks.yes}`, paint: green};
    if (phase === report.diedIn) return {text: `${phase} ${page.marks.no}`, paint: paintAll(bold, red)};
    return {text: `${phase} ${page.marks.open}`, paint: dim};
  });
  const rows: {text: string; paint: (text: string) => string}[][] = [[]];
  let columns = 0;
  for (const piece of pieces) {
    const width = displayWidth(piece.text) + 2;
    if (columns > 0 && columns + width > page.width - 2) {
      rows.push([]);
      columns = 0;
    }
    rows.at(-1)?.push(piece);
    columns += width;
  }
  const ladder = ladderSentence(report);
  const words = ladder === null ? phaseSentence(report) : `${phaseSentence(report)} ${ladder}`;
  const last = report.phases.find(({phase}) => phase === report.lastProven);
  return [
    ...rows.map((row) => `  ${row.map(({text, paint}) => paint(text)).join('  ')}`),
    ...paragraph(page, words, {indent: 2}),
    ...(last === undefined || last.text === ''
      ? []
      : paragraph(page, last.text, {indent: 2, label: 'proof:', labelPaint: dim})),
  ];
}
