import type {PredictedCheck, Prediction} from '../../contract/prediction.js';
import {paintAll} from '../../terminal/style.js';
import {displayWidth} from '../../terminal/width.js';
import {plural} from '../format.js';
import type {Report} from '../model.js';
import {gateWord, startupSummary} from '../startup.js';
import {CHECK_STATUS} from '../words.js';
import {definitions, type Page, paragraph} from './page.js';
import {type Cell, table} from './table.js';

/** What the start-up contract says of the environment: every check, not only the first that fails. */
export function startup(page: Page, report: Report): string[] {
  if (report.startup === null) return [];
  const {prediction} = report.startup;
  const gates = Object.entries(prediction.gates);
  return [
    ...definitions(page, [
      ...startupSummary(report.startup),
      ['gates', gates.length === 0 ? null : gates.map(([gate, value]) => `${gate}=${gateWord(value)}`).join('  ')],
    ]),
    ...(prediction.checks.length === 0 ? [] : checkTable(page, prediction)),
    ...parses(page, prediction),
  ];
}

export function checkTable(page: Page, prediction: Prediction): string[] {
  const longest = Math.max(...prediction.checks.map(({id}) => displayWidth(id)), 'check'.length);
  const rows = prediction.checks.map((check, index) => row(page, check, index, prediction));
  const number = String(prediction.checks.length).length;
  return table(page, ['#', 'check', 'result', 'what it says'], rows, [
    number,
    Math.min(longest, page.width < 76 ? 12 : 24),
    10,
  ]);
}

function row(page: Page, check: PredictedCheck, index: number, prediction: Prediction): Cell[] {
  const {bold, red, green, yellow, dim} = page.style;
  const paint = {fail: paintAll(red, bold), pass: green, unknown: yellow, 'not-run': dim}[check.status];
  const stops = check.id === prediction.first ? '\nstops here' : '';
  const fix = check.fix === undefined || check.status === 'pass' ? '' : `\n${page.marks.arrow} ${check.fix}`;
  return [
    {text: String(index + 1), paint: dim},
    {text: check.id, ...(check.status === 'fail' && {paint: bold})},
    {text: `${CHECK_STATUS[check.status]}${stops}`, paint},
    {text: `${check.message}${fix}`},
  ];
}

export function parses(page: Page, prediction: Prediction): string[] {
  if (prediction.parses.length === 0) return [];
  return [
    ...paragraph(page, `${plural(prediction.parses.length, 'setting')} read at import:`, {indent: 2}),
    ...prediction.parses.flatMap(({variable, type, status, message}) =>
      paragraph(page, `${variable} (${type}): ${message}`, {indent: 2, label: CHECK_STATUS[status]}),
    ),
  ];
}
