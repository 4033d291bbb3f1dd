import {environmentsOf} from './cases.js';
import {askVariable, type Evaluator, evaluator} from './evaluate.js';
import {any, type Ternary} from './kleene.js';
import {type Lookup, lookupEnvironment} from './lookup.js';
import type {Check, Contract, Gate, Parse, Part} from './model.js';
import {neravaContract} from './nerava.js';
import {parseTypeInWords} from './parsers.js';
import type {PredictedCheck, PredictedOutcome, Prediction} from './prediction.js';
import {shownValue} from './shown.js';
import {gatesOf, testsOf, variablesOf, variablesRead} from './walk.js';

export {speaksFor} from './applies.js';
export {type LookedUp, type Lookup, lookupConfiguration, lookupEnvironment} from './lookup.js';
export {observe} from './observe.js';
export {shownValue} from './shown.js';

export interface PredictOptions {
  /** Names of variables that are set to values which cannot be seen. */
  readonly secrets?: readonly string[];
  /** Default: the built-in contract of the Nerava backend. */
  readonly contract?: Contract;
}

/**
 * Whether an application would survive its start with this environment.
 *
 * @param env the whole environment of the process
 * @returns outcome, gates, and each check answered on its own; `unknown` exactly where a secret decides
 */
export function predictStartup(env: {readonly [name: string]: string}, options: PredictOptions = {}): Prediction {
  return predict(options.contract ?? neravaContract, lookupEnvironment(env, options.secrets));
}

/** What the contract says of an environment. Total over a contract that loads; never shows a value. */
export function predict(contract: Contract, lookup: Lookup): Prediction {
  const prediction = predictOnce(contract, lookup);
  if (prediction.outcome !== 'unknown' && prediction.checks.every((check) => check.status !== 'unknown')) {
    return prediction;
  }
  const cases = environmentsOf(contract, lookup).map((environment) => predictOnce(contract, environment));
  return cases.length === 0 ? prediction : agreed(contract, prediction, cases);
}

function predictOnce(contract: Contract, lookup: Lookup): Prediction {
  const facts = evaluator(contract, lookup);
  const parses = judgeParses(contract, lookup);
  const crashed = parses.some((parse) => parse.status === 'fail');
  const checks = contract.checks.map((check) => judge(contract, lookup, facts, check, crashed));
  return {
    contract: contract.name,
    outcome: outcomeOf(contract, facts, checks, parses),
    ...stopsAt(checks, gateOr(facts, contract.outcomes.skip, false) === true),
    gates: Object.fromEntries(contract.gates.map((gate) => [gate.id, gateShown(contract, lookup, facts, gate)])),
    checks,
    parses,
  };
}

/** When no check runs, the application stops at none. */
function stopsAt(checks: readonly PredictedCheck[], skipped: boolean): Pick<Prediction, 'first' | 'mayStopEarlierAt'> {
  if (skipped) return {first: null, mayStopEarlierAt: []};
  const first = checks.findIndex((check) => check.status === 'fail');
  const before = first === -1 ? checks : checks.slice(0, first);
  return {
    first: checks[first]?.id ?? null,
    mayStopEarlierAt: before.filter((check) => check.status === 'unknown').map((check) => check.id),
  };
}

/** The prediction, made definite where all cases of the secrets agree. */
function agreed(contract: Contract, prediction: Prediction, cases: readonly Prediction[]): Prediction {
  const checks = prediction.checks.map((check, index) => {
    const [one, ...others] = cases.map((of) => of.checks[index]);
    const same = one !== undefined && others.every((other) => other?.status === one.status);
    return check.status === 'unknown' && same && one.status !== 'unknown' ? one : check;
  });
  const [outcome, ...outcomes] = cases.map((of) => of.outcome);
  const skip = contract.outcomes.skip;
  return {
    ...prediction,
    outcome: outcome !== undefined && outcomes.every((other) => other === outcome) ? outcome : prediction.outcome,
    ...stopsAt(checks, skip !== undefined && prediction.gates[skip] === true),
    checks,
  };
}

function outcomeOf(
  contract: Contract,
  facts: Evaluator,
  checks: readonly PredictedCheck[],
  parses: Prediction['parses'],
): PredictedOutcome {
  if (parses.some((parse) => parse.status === 'fail')) return 'crashes-on-import';
  if (parses.length > 0) return 'unknown';
  const skip = gateOr(facts, contract.outcomes.skip, false);
  const fails = any(checks.map((check) => (check.status === 'unknown' ? undefined : check.status === 'fail')));
  if (skip === true || fails === false) return 'starts';
  if (skip === undefined || fails === undefined) return 'unknown';
  const strict = gateOr(facts, contract.outcomes.strict, true);
  if (strict === undefined) return 'unknown';
  return strict ? 'exits' : 'starts-degraded';
}

function gateOr(facts: Evaluator, id: string | undefined, otherwise: boolean): Ternary {
  return id === undefined ? otherwise : facts.gate(id);
}

function gateShown(contract: Contract, lookup: Lookup, facts: Evaluator, gate: Gate): string | boolean | null {
  if ('condition' in gate) return facts.gate(gate.id) ?? null;
  const text = facts.text(gate.value);
  if (text === undefined) return null;
  const source = variablesOf(contract, gate.value).find((name) => lookup(name).kind !== 'unset');
  // A default is the contract's own word.
  if (source === undefined) return text;
  return shownValue(contract, source, text) ?? null;
}

function judgeParses(contract: Contract, lookup: Lookup): Prediction['parses'] {
  return contract.parses.flatMap((parse) =>
    parse.variables.flatMap((variable) => {
      const parsed = parseAnswer(lookup, parse, variable);
      if (parsed === true) return [];
      const set = lookup(variable).kind !== 'unset';
      return [
        {
          variable,
          type: parse.type,
          status: parsed === false ? ('fail' as const) : ('unknown' as const),
          message: parseMessage(parse, variable, parsed, set),
        },
      ];
    }),
  );
}

function parseAnswer(lookup: Lookup, parse: Parse, variable: string): Ternary {
  const found = lookup(variable);
  if (found.kind === 'unset') return parse.required !== true;
  return askVariable(found, {predicate: {parsesAs: parse.type}, lowercase: false});
}

function parseMessage(parse: Parse, variable: string, parsed: Ternary, set: boolean): string {
  const words = parseTypeInWords(parse.type);
  if (!set) return `${variable} is not set, and the application reads ${words} from it when it loads`;
  return parsed === undefined
    ? `${variable} must be ${words}, and its value cannot be seen`
    : `${variable} is not ${words}, and the application reads it when it loads`;
}

function judge(contract: Contract, lookup: Lookup, facts: Evaluator, check: Check, crashed: boolean): PredictedCheck {
  const head = {id: check.id, title: check.title};
  const variables = [...new Set(check.fails.flatMap((part) => part.variables ?? variablesRead(contract, part.if)))];
  if (crashed) {
    return {...head, status: 'not-run', variables, message: 'Not run, because the application does not load'};
  }
  const applies = check.when === undefined ? true : facts.condition(check.when);
  const answers = check.fails.map((part) => ({part, fails: facts.condition(part.if)}));
  const failing = answers.filter(({fails}) => fails === true).map(({part}) => part);
  if (applies === false) return {...head, status: 'pass', variables, message: check.otherwise ?? check.passes};
  if (applies === true && failing.length > 0) {
    return {
      ...head,
      status: 'fail',
      variables,
      atFault: atFault(contract, failing),
      message: join(failing),
      fix: fixes(failing),
    };
  }
  if (answers.every(({fails}) => fails === false)) {
    return {...head, status: 'pass', variables, message: check.passes};
  }
  const open = answers.filter(({fails}) => fails !== false).map(({part}) => part);
  return {...head, status: 'unknown', variables, message: whyUnknown(contract, lookup, check, open)};
}

/** What to mend of each failing part: not the variables behind gates, which say where the application runs. */
function atFault(contract: Contract, parts: readonly Part[]): string[] {
  const behindGates = new Set(
    contract.gates.flatMap((gate) =>
      'condition' in gate ? variablesRead(contract, gate.condition) : variablesOf(contract, gate.value),
    ),
  );
  const named = parts.flatMap((part) => {
    const read = part.variables ?? variablesRead(contract, part.if);
    return (read.find((name) => !behindGates.has(name)) ?? read[0]) || [];
  });
  return [...new Set(named)];
}

function join(parts: readonly Part[]): string {
  return [...new Set(parts.map((part) => part.message))].join('; ');
}

function fixes(parts: readonly Part[]): string {
  return [...new Set(parts.map((part) => part.fix))].join(' ');
}

function whyUnknown(contract: Contract, lookup: Lookup, check: Check, open: readonly Part[]): string {
  const conditions = [...open.map((part) => part.if), ...(check.when ? [check.when] : [])];
  const names = new Set<string>();
  for (const condition of conditions) {
    for (const name of [
      ...variablesRead(contract, condition),
      ...gatesOf(condition).flatMap((id) => behind(contract, id)),
    ]) {
      if (lookup(name).kind === 'secret') names.add(name);
    }
  }
  if (names.size > 0) {
    const list = [...names];
    return `Depends on ${list.join(', ')}, whose ${list.length === 1 ? 'value' : 'values'} cannot be seen`;
  }
  const files = conditions.flatMap(testsOf).some((test) => 'fileExists' in test);
  return files
    ? 'Depends on whether the files that the variables name exist in the container'
    : 'Depends on values that were not observed for this contract';
}

/** The variables behind a gate, through the gates it uses. */
function behind(contract: Contract, id: string): readonly string[] {
  const index = contract.gates.findIndex((gate) => gate.id === id);
  const gate = contract.gates[index];
  if (gate === undefined) return [];
  if (!('condition' in gate)) return variablesOf(contract, gate.value);
  const earlier = {...contract, gates: contract.gates.slice(0, index)};
  return [
    ...variablesRead(contract, gate.condition),
    ...gatesOf(gate.condition).flatMap((used) => behind(earlier, used)),
  ];
}
