import {describe, expect, it} from 'vitest';
import type {Cause} from '../../src/engine/cause.js';
import type {Verdict} from '../../src/engine/verdict.js';
import type {PartialFacts} from './facts.js';
import {judge, stepsFor} from './judge.js';

export interface CauseCases {
  /** On these facts the cause gets this verdict. */
  readonly names: readonly {
    readonly name: string;
    readonly given: PartialFacts;
    readonly verdict: Verdict;
    /** The examined deployment did not fail: a problem of the running service. */
    readonly running?: true;
  }[];
  /** Look-alikes: on these facts the cause must be neither confirmed nor likely. */
  readonly leaves: readonly {readonly name: string; readonly given: PartialFacts; readonly running?: true}[];
}

export function testCause(cause: Cause, {names, leaves}: CauseCases): void {
  describe(cause.id, () => {
    it.each(names)('is $verdict: $name', ({given, verdict, running}) => {
      expect(judge(given, running !== true).verdicts[cause.id]).toBe(verdict);
    });

    it.each(leaves)('is not blamed: $name', ({given, running}) => {
      expect(['confirmed', 'likely']).not.toContain(judge(given, running !== true).verdicts[cause.id]);
    });

    it('offers steps, each change with its undo', () => {
      const steps = names.flatMap(({given}) => stepsFor(cause.id, given));
      expect(steps.length).toBeGreaterThan(0);
      for (const step of steps) {
        expect(step.text).not.toMatch(/undefined|null|NaN|\[object/);
        if (step.kind === 'mutate') expect(step.undo, step.text).toBeTruthy();
      }
    });
  });
}
