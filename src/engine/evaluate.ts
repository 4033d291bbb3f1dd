import {updateSince} from '../evidence/examination.js';
import {known} from './phases.js';
import type {AnyRule, Fact, FactId, FactSet, Finding} from './rule.js';

export interface Evaluation {
  readonly findings: readonly Finding[];
  /** Rules that could not run, and the facts they lacked. */
  readonly notRun: ReadonlyMap<string, readonly FactId[]>;
}

/** Runs every rule on the facts it declares. A rule without its needs is not run: a gap is never a finding. */
export function evaluate(facts: FactSet, rules: readonly AnyRule[]): Evaluation {
  const findings: Finding[] = [];
  const notRun = new Map<string, readonly FactId[]>();
  const examination = known(facts.examination);
  const changedSince = examination !== undefined && updateSince(examination) !== undefined;
  const seen = changedSince ? withoutConfiguration(facts) : facts;
  for (const rule of rules) {
    const lacking = rule.needs.filter((id) => facts[id].status !== 'collected');
    if (lacking.length > 0) {
      notRun.set(rule.id, lacking);
      continue;
    }
    if (rule.judgesConfiguration && changedSince) continue;
    for (const found of rule.check(select(seen, rule) as never)) {
      findings.push({
        rule: rule.id,
        severity: found.severity ?? rule.severity,
        at: found.at,
        ...(found.data && {data: found.data}),
      });
    }
  }
  return {findings, notRun};
}

/** What is configured is that of a later version, and says nothing of this one. */
function withoutConfiguration(facts: FactSet): FactSet {
  const {service} = facts;
  if (service.status !== 'collected') return facts;
  const {healthCheck, egress, cpuUnits, memoryMb, publiclyAccessible, ...kept} = service.value;
  return {...facts, service: {...service, value: {...kept, configuration: {variables: [], secrets: []}}}};
}

/** Exactly what the rule declared, nothing more. */
function select(facts: FactSet, rule: AnyRule): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  for (const id of rule.needs) chosen[id] = (facts[id] as Extract<Fact<unknown>, {status: 'collected'}>).value;
  for (const id of rule.mayLack ?? []) chosen[id] = facts[id];
  return chosen;
}

/** Whether a fact is a gap: something we could not look at. */
export function isGap<T>(
  fact: Fact<T>,
): fact is Extract<Fact<T>, {why: string}> & {status: 'denied' | 'error' | 'timeout' | 'skipped'} {
  return fact.status !== 'collected' && fact.status !== 'absent';
}
