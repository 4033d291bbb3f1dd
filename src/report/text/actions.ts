import type {Step} from '../../engine/verdict.js';
import {paintAll} from '../../terminal/style.js';
import type {Report} from '../model.js';
import {groupSteps} from '../steps.js';
import {STEP_KINDS} from '../words.js';
import {commandLines, type Page, paragraph} from './page.js';

export function actions(page: Page, report: Report): string[] {
  return groupSteps(report.actions).flatMap(({title, steps}, index) => [
    ...(index === 0 ? [] : ['']),
    page.style.bold(title),
    ...steps.flatMap((step) => stepLines(page, step, 2)),
  ]);
}

/** A step says whether it reads or changes, before its text; a changing one says how to undo it. */
export function stepLines(page: Page, step: Step, indent: number): string[] {
  const {bold, dim, yellow} = page.style;
  const changes = step.kind === 'mutate';
  return [
    ...paragraph(page, step.text, {
      indent,
      label: `[${STEP_KINDS[step.kind]}]`,
      labelPaint: changes ? paintAll(bold, yellow) : dim,
    }),
    ...(step.command === undefined ? [] : commandLines(page, step.command, indent + 2)),
    ...(step.undo === undefined
      ? []
      : paragraph(page, step.undo, {indent: indent + 2, label: 'undo:', labelPaint: dim})),
  ];
}
