import {describe, expect, it} from 'vitest';
import {evaluate} from '../../src/engine/evaluate.js';
import type {AnyRule, Finding} from '../../src/engine/rule.js';
import {facts, type PartialFacts} from './facts.js';

export interface RuleCases {
  readonly finds: readonly {
    readonly name: string;
    readonly given: PartialFacts;
    readonly data?: Finding['data'];
    readonly says?: RegExp;
    readonly severity?: Finding['severity'];
  }[];
  /** Looked, and rightly found nothing. */
  readonly silent: readonly {readonly name: string; readonly given: PartialFacts}[];
  /** Could not look: the rule must not even run. */
  readonly notRun?: readonly {readonly name: string; readonly given: PartialFacts}[];
}

/** Runs one rule on facts, as the engine does: what it finds, what it leaves alone, and when it may not judge. */
export function testRule(rule: AnyRule, cases: RuleCases): void {
  describe(rule.id, () => {
    it.each(cases.finds)('finds $name', ({given, data, says, severity}) => {
      const {findings} = evaluate(facts(given), [rule]);
      expect(findings).toHaveLength(1);
      const [finding] = findings;
      if (data !== undefined) expect(finding?.data).toMatchObject(data);
      if (severity !== undefined) expect(finding?.severity).toBe(severity);
      expect(finding?.at.length, 'a finding points at its evidence').toBeGreaterThan(0);
      const text = rule.message(finding?.data ?? {});
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
      if (says !== undefined) expect(text).toMatch(says);
    });

    it.each(cases.silent)('is silent on $name', ({given}) => {
      const {findings, notRun} = evaluate(facts(given), [rule]);
      expect(notRun.has(rule.id), 'the rule ran').toBe(false);
      expect(findings).toEqual([]);
    });

    it('is not run without its needs', () => {
      for (const id of rule.needs) {
        const {findings, notRun} = evaluate(
          facts({...cases.finds[0]?.given, [id]: {status: 'denied', why: 'denied'}}),
          [rule],
        );
        expect(findings).toEqual([]);
        expect(notRun.get(rule.id)).toContain(id);
      }
    });
  });
}
