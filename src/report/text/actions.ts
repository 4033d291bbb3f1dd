import type {Step} from '../../engine/verdict.js';
import {paintAll} from '../../terminal/style.js';
import type {Report} from '../model.js';
import {groupSteps, isCommand} from '../steps.js';
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
    ...undoLines(page, step.undo, indent + 2),
  ];
}

/** An undo that is a command stands whole on its own line, to be copied. */
export function undoLines(page: Page, undo: string | undefined, indent: number): string[] {
  if (undo === undefined) return [];
  const {dim} = page.style;
  return isCommand(undo)
    ? [...paragraph(page, 'undo:', {indent, paint: dim}), ...commandLines(page, undo, indent + 2)]
    : paragraph(page, undo, {indent, label: 'undo:', labelPaint: dim});
}
