import type {Severity} from '../../engine/rule.js';
import {type Paint, paintAll} from '../../terminal/style.js';
import {findingsBeyondCauses} from '../findings.js';
import {formatTime, plural} from '../format.js';
import {splitGaps} from '../missing.js';
import type {Report} from '../model.js';
import {EVIDENCE, GAP_STATUS, SEVERITIES} from '../words.js';
import {type Page, paragraph, quotes} from './page.js';

/** Findings that no standing cause already tells. */
export function findings(page: Page, report: Report): string[] {
  const {bold, dim, red, yellow} = page.style;
  const paints: Record<Severity, Paint> = {error: paintAll(red, bold), warning: yellow, info: dim};
  return findingsBeyondCauses(report).flatMap(({rule, severity, text, at}) => [
    ...paragraph(page, `${text} (${rule})`, {indent: 2, label: SEVERITIES[severity], labelPaint: paints[severity]}),
    ...quotes(page, at, 4),
  ]);
}

export function questions(page: Page, report: Report): string[] {
  return report.questions.flatMap(({question, answer, at}, index) => [
    ...paragraph(page, question, {indent: 2, label: `${index + 1}.`, paint: page.style.bold}),
    ...paragraph(page, answer, {indent: 5}),
    ...quotes(page, at, 5),
  ]);
}

/** What could not be read, and how to get it. A gap is never a fact. */
export function gaps(page: Page, report: Report): string[] {
  const {told, notAskedFor} = splitGaps(report.gaps);
  const lines = told.flatMap(({evidence, status, why, fix}) => [
    ...paragraph(page, `${EVIDENCE[evidence]} (${GAP_STATUS[status]}): ${why}`, {indent: 2, label: '?'}),
    ...(fix === null ? [] : paragraph(page, fix, {indent: 4, label: page.marks.arrow, labelPaint: page.style.dim})),
  ]);
  return notAskedFor === null ? lines : [...lines, ...paragraph(page, notAskedFor, {indent: 2, label: '?'})];
}

export function redactions(page: Page, report: Report): string[] {
  return report.redactions.flatMap(({what, where, count}) =>
    paragraph(page, `${what} in ${where}: ${plural(count, 'time')}`, {indent: 2, label: page.marks.bullet}),
  );
}

/** What to quote when somebody asks which tool said so, and when. */
export function footer(page: Page, report: Report): string[] {
  const {dim} = page.style;
  const first = report.causes[0];
  const explain =
    first === undefined ? '' : ` ${report.tool.name} explain ${first.cause} tells more about the first cause.`;
  return [
    '',
    ...paragraph(
      page,
      `${report.tool.name} ${report.tool.version}, ${formatTime(report.generatedAt, page.zone)}. Nothing was changed: it only reads.${explain}`,
      {paint: dim},
    ),
  ];
}
