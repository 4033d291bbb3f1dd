import {all, any, not, type Ternary} from './kleene.js';
import type {LookedUp, Lookup} from './lookup.js';
import type {Condition, Contract, Gate, Subject, Test} from './model.js';
import {answers, answersForLength, answersWithout, type Observable, observationKey, predicateOf} from './predicate.js';
import {codePointLength} from './python.js';

/** A value as the application sees it, as far as it is known. */
type Seen =
  | {readonly kind: 'none'}
  | {readonly kind: 'default'; readonly value: string; readonly lowercase: boolean}
  | {readonly kind: 'from'; readonly variable: string; readonly found: LookedUp; readonly lowercase: boolean};

export interface Evaluator {
  condition(condition: Condition): Ternary;
  gate(id: string): Ternary;
  /** The string value of a gate or subject, lower-cased where the setting says so; undefined where not known or absent. */
  text(subject: Subject): string | undefined;
}

/** Conditions of a contract over one environment. */
export function evaluator(contract: Contract, lookup: Lookup): Evaluator {
  const gates = new Map<string, Ternary>();

  const condition = (c: Condition): Ternary => {
    if ('all' in c) return all(c.all.map(condition));
    if ('any' in c) return any(c.any.map(condition));
    if ('not' in c) return not(condition(c.not));
    if ('gate' in c) return gates.get(c.gate);
    return test(c);
  };

  const test = (t: Test): Ternary => {
    const seen = see(contract, lookup, t);
    if ('equalsValueOf' in t) {
      const other = see(contract, lookup, t.equalsValueOf);
      return t.lowercase === true ? equal(lowered(seen), lowered(other)) : equal(seen, other);
    }
    if ('fileExists' in t) {
      // Whether a file is there is not in the environment: only an empty name settles it.
      const named = not(ask(seen, {predicate: {empty: true}, lowercase: false}));
      return named === false ? !t.fileExists : undefined;
    }
    const predicate = predicateOf(t);
    return predicate && ask(seen, {predicate, lowercase: t.lowercase === true});
  };

  // A gate may use the gates before it.
  for (const gate of contract.gates) gates.set(gate.id, gateValue(gate, condition));

  return {
    condition,
    gate: (id) => gates.get(id),
    text: (subject) => textOf(see(contract, lookup, subject)),
  };
}

function gateValue(gate: Gate, condition: (c: Condition) => Ternary): Ternary {
  return 'condition' in gate ? condition(gate.condition) : undefined;
}

function see(contract: Contract, lookup: Lookup, subject: Subject): Seen {
  const setting =
    'variable' in subject ? {variables: [subject.variable]} : (contract.settings[subject.setting] ?? {variables: []});
  const lowercase = 'lowercase' in setting && setting.lowercase === true;
  for (const variable of setting.variables) {
    const found = lookup(variable);
    if (found.kind !== 'unset') return {kind: 'from', variable, found, lowercase};
  }
  return 'default' in setting && setting.default !== undefined
    ? {kind: 'default', value: setting.default, lowercase}
    : {kind: 'none'};
}

function lowered(seen: Seen): Seen {
  return seen.kind === 'none' ? seen : {...seen, lowercase: true};
}

/** Asks one question of a value. */
function ask(seen: Seen, observable: Observable): Ternary {
  if (seen.kind === 'none') return answersWithout(observable.predicate);
  const question = {predicate: observable.predicate, lowercase: observable.lowercase || seen.lowercase};
  // A default makes a setting usable, but nobody set it.
  if (seen.kind === 'default') {
    return 'set' in question.predicate ? !question.predicate.set : answers(question, seen.value);
  }
  return askVariable(seen.found, question);
}

export function askVariable(found: LookedUp, question: Observable): Ternary {
  switch (found.kind) {
    case 'unset':
      return answersWithout(question.predicate);
    case 'known':
      return answers(question, found.value);
    case 'secret':
      return 'set' in question.predicate ? question.predicate.set : found.observations?.[observationKey(question)];
    case 'opaque': {
      const observed = found.variable.observations?.[observationKey(question)];
      if (observed !== undefined) return observed;
      const raw = rawOf(found);
      return raw === undefined ? answersForLength(question.predicate, found.variable.length) : answers(question, raw);
    }
  }
}

function equal(a: Seen, b: Seen): Ternary {
  if (a.kind === 'none' || b.kind === 'none') return false;
  const left = textOf(a);
  const right = textOf(b);
  if (left !== undefined && right !== undefined) return left === right;
  if (a.kind === 'from' && b.kind === 'from' && a.lowercase === b.lowercase) {
    if (a.variable === b.variable) return true;
    if (a.found.kind === 'opaque' && b.found.kind === 'opaque') {
      if (a.found.variable.fingerprint === b.found.variable.fingerprint) return true;
      // Different values may still be the same word in another case.
      return a.lowercase ? undefined : false;
    }
  }
  if (left !== undefined) return equalsText(b, left);
  if (right !== undefined) return equalsText(a, right);
  return undefined;
}

/** Whether a value that cannot be seen is this text. */
function equalsText(seen: Seen, text: string): Ternary {
  if (seen.kind !== 'from' || seen.found.kind !== 'opaque') return undefined;
  const answer = askVariable(seen.found, {predicate: {equals: text}, lowercase: seen.lowercase});
  if (answer !== undefined) return answer;
  if (seen.lowercase) return undefined;
  return seen.found.variable.length === codePointLength(text) ? undefined : false;
}

function textOf(seen: Seen): string | undefined {
  if (seen.kind === 'none') return undefined;
  const raw = seen.kind === 'default' ? seen.value : rawOf(seen.found);
  return seen.lowercase ? raw?.toLowerCase() : raw;
}

/** The value itself, where it is known or harmless enough to have been kept. */
function rawOf(found: LookedUp): string | undefined {
  if (found.kind === 'known') return found.value;
  if (found.kind !== 'opaque') return undefined;
  return found.variable.length === 0 ? '' : found.variable.shown;
}
