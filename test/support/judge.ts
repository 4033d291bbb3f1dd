import {CAUSES} from '../../src/causes/index.js';
import {evaluate} from '../../src/engine/evaluate.js';
import {progressOf} from '../../src/engine/phases.js';
import {rank} from '../../src/engine/rank.js';
import type {Verdict} from '../../src/engine/verdict.js';
import {RULES} from '../../src/rules/index.js';
import {examination, facts, type PartialFacts, service} from './facts.js';

/** What the engine says of a failed (or, told so, a running) deployment with these facts: every cause it names, in order. */
export function judge(
  given: PartialFacts,
  failed = true,
): {readonly first: string | undefined; readonly verdicts: {readonly [cause: string]: Verdict}} {
  const set = facts({service: service(), examination: examination(), ...given});
  const {findings} = evaluate(set, RULES);
  const ranked = rank({
    causes: CAUSES,
    rules: new Map(RULES.map((rule) => [rule.id, rule])),
    findings,
    facts: set,
    progress: progressOf(set, failed),
    failed,
  });
  return {
    first: ranked.find(({verdict}) => verdict === 'confirmed' || verdict === 'likely')?.cause.id,
    verdicts: Object.fromEntries(ranked.map(({cause, verdict}) => [cause.id, verdict])),
  };
}

/** The steps that a cause offers on these facts. */
export function stepsFor(
  id: string,
  given: PartialFacts,
): readonly {readonly kind: string; readonly text: string; readonly command?: string; readonly undo?: string}[] {
  const set = facts({service: service(), examination: examination(), ...given});
  const cause = CAUSES.find((c) => c.id === id);
  if (cause === undefined) throw new Error(`no cause ${id}`);
  const {findings} = evaluate(set, RULES);
  const supporting = findings.filter((finding) =>
    cause.supports.some((support) => support.rule === finding.rule && support.when?.(finding) !== false),
  );
  return cause.fix(supporting, set);
}
