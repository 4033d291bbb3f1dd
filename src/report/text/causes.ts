import type {Missing, Reason, Verdict} from '../../engine/verdict.js';
import {type Paint, paintAll} from '../../terminal/style.js';
import {missingWords, ruledOutCauses, standingCauses, unjudgedByLack} from '../missing.js';
import type {Hypothesis, RankedCause, Report} from '../model.js';
import {ownSteps} from '../steps.js';
import {STRENGTHS, VERDICTS} from '../words.js';
import {stepLines} from './actions.js';
import {type Page, paragraph, quotes} from './page.js';

export function causes(page: Page, report: Report): string[] {
  return standingCauses(report).flatMap((cause, index) => [
    ...(index === 0 ? [] : ['']),
    ...verdictLine(page, cause.verdict, cause.title, `${index + 1}.`),
    ...paragraph(page, `${cause.cause}, acts in phase ${cause.phase}`, {indent: 3, paint: page.style.dim}),
    ...argument(page, cause, 3),
    ...steps(page, cause, report),
  ]);
}

function steps(page: Page, cause: RankedCause, report: Report): string[] {
  const own = ownSteps(cause, report.actions);
  return own.length === 0 ? [] : [...label(page, 'next', 3), ...own.flatMap((step) => stepLines(page, step, 5))];
}

/** What nothing speaks for and nothing could be read about: one entry for each thing that could not be read. */
export function unjudged(page: Page, report: Report): string[] {
  const {arrow} = page.marks;
  const {dim} = page.style;
  return unjudgedByLack(report).flatMap(({missing: {text, fix}, causes: list}) => {
    const lack = fix === null ? text : `${text} ${arrow} ${fix}`;
    const [only] = list;
    if (list.length === 1 && only !== undefined) {
      return [
        ...paragraph(page, `${only.cause}: ${only.title}`, {indent: 2, label: '?'}),
        ...paragraph(page, lack, {indent: 4, paint: dim}),
      ];
    }
    return [
      ...paragraph(page, lack, {indent: 2, label: '?'}),
      ...paragraph(page, list.map(({cause}) => cause).join(', '), {
        indent: 4,
        label: `${list.length} causes:`,
        paint: dim,
      }),
    ];
  });
}

/** What was considered and set aside: one line each, with the reason. */
export function ruledOut(page: Page, report: Report): string[] {
  return ruledOutCauses(report).flatMap(({cause, against}) => {
    const reason = against.map(({text}) => text).join('; ');
    return paragraph(page, reason === '' ? cause : `${cause}: ${reason}`, {indent: 2, label: page.marks.bullet});
  });
}

export function hypotheses(page: Page, report: Report): string[] {
  return report.hypotheses.flatMap((hypothesis, index) => [
    ...(index === 0 ? [] : ['']),
    ...verdictLine(page, hypothesis.verdict, hypothesis.title, page.marks.bullet),
    ...argument(page, hypothesis, 2),
  ]);
}

function verdictLine(page: Page, verdict: Verdict, title: string, bullet: string): string[] {
  const {bold, dim, red, yellow, cyan} = page.style;
  const paints: Record<Verdict, Paint> = {
    confirmed: paintAll(red, bold),
    likely: paintAll(yellow, bold),
    possible: cyan,
    unknown: dim,
    'ruled-out': dim,
  };
  return paragraph(page, title, {
    label: `${bullet} ${VERDICTS[verdict]}`,
    labelPaint: paints[verdict],
    paint: bold,
  });
}

function argument(
  page: Page,
  {because, against, missing}: Pick<Hypothesis, 'because' | 'against' | 'missing'>,
  indent: number,
): string[] {
  return [
    ...reasons(page, 'because', '+', because, indent),
    ...reasons(page, 'against', '-', against, indent),
    ...gaps(page, missing, indent),
  ];
}

function reasons(page: Page, title: string, mark: string, list: readonly Reason[], indent: number): string[] {
  if (list.length === 0) return [];
  return [
    ...label(page, title, indent),
    ...list.flatMap((reason) => {
      const strength = reason.strength === undefined ? '' : ` (${STRENGTHS[reason.strength]})`;
      return [
        ...paragraph(page, `${reason.text}${strength}`, {indent: indent + 2, label: mark}),
        ...quotes(page, reason.at, indent + 4),
      ];
    }),
  ];
}

function gaps(page: Page, missing: readonly Missing[], indent: number): string[] {
  if (missing.length === 0) return [];
  return [
    ...label(page, 'missing', indent),
    ...missingWords(missing).flatMap(({text, fix}) => [
      ...paragraph(page, text, {indent: indent + 2, label: '?'}),
      ...(fix === null
        ? []
        : paragraph(page, fix, {indent: indent + 4, label: page.marks.arrow, labelPaint: page.style.dim})),
    ]),
  ];
}

function label(page: Page, title: string, indent: number): string[] {
  return [`${' '.repeat(indent)}${page.style.dim(title)}`];
}
