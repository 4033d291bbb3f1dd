import type {Step} from '../engine/verdict.js';
import type {Report} from './model.js';
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

/** Steps of a cause that the report's actions do not hold already. */
export function ownSteps(steps: readonly Step[], actions: readonly Step[]): readonly Step[] {
  const known = new Set(actions.map(stepKey));
  return steps.filter((step) => !known.has(stepKey(step)));
}

function stepKey(step: Step): string {
  return JSON.stringify([step.text, step.command]);
}
