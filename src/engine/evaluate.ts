import {updateSince} from '../evidence/examination.js';
import {outlivedRecords} from './outlived.js';
import {known} from './phases.js';
import {atRecord} from './pointers.js';
import type {AnyRule, Fact, FactId, FactSet, Finding, Omitted, Pointer} from './rule.js';

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
  const ends = new Set(
    (known(facts['app-records']) ?? []).filter(({ended}) => ended).map((record) => atRecord(record).path),
  );
  let kept: FactSet | undefined;
  const withoutThem = () => (kept ??= withoutOutlived(seen));
  for (const rule of rules) {
    const lacking = rule.needs.filter((id) => facts[id].status !== 'collected');
    if (lacking.length > 0) {
      notRun.set(rule.id, lacking);
      continue;
    }
    if (rule.judgesConfiguration && changedSince) continue;
    for (const {outlived, ...found} of checked(rule, seen, withoutThem)) {
      findings.push({
        rule: rule.id,
        severity: found.severity ?? rule.severity,
        at: found.at,
        ...(found.data && {data: found.data}),
        ...(outlived && {outlived}),
        ...(pointsAt(found.at, ends) && {ended: true as const}),
      });
    }
  }
  return {findings, notRun};
}

function pointsAt(at: readonly Pointer[], paths: ReadonlySet<string | undefined>): boolean {
  return at.some(({evidence, path}) => evidence === 'application-log' && paths.has(path));
}

/** A rule that tells the end sees what the start went on after only where nothing else speaks. */
function checked(
  rule: AnyRule,
  facts: FactSet,
  ending: () => FactSet,
): readonly (Omitted & {readonly outlived?: true})[] {
  if (!rule.tellsTheEnd) return rule.check(select(facts, rule) as never);
  const found = rule.check(select(ending(), rule) as never);
  if (found.length > 0) return found;
  return rule.check(select(facts, rule) as never).map((one) => ({...one, outlived: true}));
}

/** Without the application's records after which the start went on. */
function withoutOutlived(facts: FactSet): FactSet {
  const records = facts['app-records'];
  if (records.status !== 'collected') return facts;
  const outlived = outlivedRecords(records.value);
  if (outlived.size === 0) return facts;
  return {...facts, 'app-records': {...records, value: records.value.filter((record) => !outlived.has(record))}};
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
