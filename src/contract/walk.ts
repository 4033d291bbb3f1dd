import type {Condition, Contract, Subject, Test} from './model.js';

/** Every test of a condition, left to right. */
export function testsOf(condition: Condition): readonly Test[] {
  if ('all' in condition) return condition.all.flatMap(testsOf);
  if ('any' in condition) return condition.any.flatMap(testsOf);
  if ('not' in condition) return testsOf(condition.not);
  if ('gate' in condition) return [];
  return [condition];
}

/** Every gate that a condition names itself. */
export function gatesOf(condition: Condition): readonly string[] {
  if ('all' in condition) return condition.all.flatMap(gatesOf);
  if ('any' in condition) return condition.any.flatMap(gatesOf);
  if ('not' in condition) return gatesOf(condition.not);
  return 'gate' in condition ? [condition.gate] : [];
}

/** Every condition of a contract: gates, then checks. */
export function conditionsOf(contract: Contract): readonly Condition[] {
  return [
    ...contract.gates.flatMap((gate) => ('condition' in gate ? [gate.condition] : [])),
    ...contract.checks.flatMap((check) => [...(check.when ? [check.when] : []), ...check.fails.map((part) => part.if)]),
  ];
}

/** The variables behind a subject, in the order in which they are read. */
export function variablesOf(contract: Contract, subject: Subject): readonly string[] {
  if ('variable' in subject) return [subject.variable];
  const setting = contract.settings[subject.setting];
  return setting === undefined ? [] : setting.variables;
}

/** The variables that a condition reads by itself, gates aside; each once, in order. */
export function variablesRead(contract: Contract, condition: Condition): readonly string[] {
  const names = testsOf(condition).flatMap((test) => [
    ...variablesOf(contract, test),
    ...('equalsValueOf' in test ? variablesOf(contract, test.equalsValueOf) : []),
  ]);
  return [...new Set(names)];
}
