import type {Step} from '../engine/verdict.js';
import type {RankedCause, Report} from './model.js';
import {HORIZON_ORDER, HORIZONS} from './words.js';

/** The step to take before reading on: the first immediate action, else the first step of the first cause. */
export function firstStep(report: Report): Step | null {
  return report.actions.find(({horizon}) => horizon === 'immediate') ?? report.causes[0]?.next[0] ?? null;
}

export interface StepGroup {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Actions by horizon, nearest first, in their own order within; empty horizons are left out. */
export function groupSteps(actions: readonly Step[]): readonly StepGroup[] {
  return HORIZON_ORDER.map((horizon) => ({
    title: HORIZONS[horizon],
    steps: actions.filter((step) => step.horizon === horizon),
  })).filter(({steps}) => steps.length > 0);
}

/**
 * Steps of a cause that the report's actions do not hold already. Of a mere possibility only the first, which separates
 * it from the others: the rest is for when it has become likely, and stands in the JSON report.
 */
export function ownSteps({verdict, next}: RankedCause, actions: readonly Step[]): readonly Step[] {
  const known = new Set(actions.map(stepKey));
  const own = next.filter((step) => !known.has(stepKey(step)));
  return verdict === 'confirmed' || verdict === 'likely' ? own : own.slice(0, 1);
}

/** Whether an undo is a command to copy rather than a sentence. */
export function isCommand(undo: string): boolean {
  return /^(?:aws|nerava-diag|docker|git) /.test(undo);
}

function stepKey(step: Step): string {
  return JSON.stringify([step.text, step.command]);
}
