import type {Contract, Subject, Test} from './model.js';
import {answers, type Observable, observationKey, predicateOf} from './predicate.js';
import {conditionsOf, testsOf, variablesOf} from './walk.js';

/**
 * The answers to every question of the contract about one variable's value, by observation key.
 *
 * Asked by the collector before it drops the value. A prediction from these answers (with length and fingerprint) is
 * the prediction from the value itself.
 */
export function observe(contract: Contract, variable: string, value: string): Record<string, boolean> {
  const observations: Record<string, boolean> = {};
  for (const observable of observablesOf(contract, variable)) {
    observations[observationKey(observable)] = answers(observable, value);
  }
  return observations;
}

/** Every question of the contract about one variable's value. */
export function observablesOf(contract: Contract, variable: string): readonly Observable[] {
  const parses = contract.parses
    .filter((parse) => parse.variables.includes(variable))
    .map((parse): Observable => ({predicate: {parsesAs: parse.type}, lowercase: false}));
  return [
    ...parses,
    ...conditionsOf(contract)
      .flatMap(testsOf)
      .flatMap((test) => about(contract, variable, test)),
  ];
}

function about(contract: Contract, variable: string, test: Test): readonly Observable[] {
  if ('equalsValueOf' in test) {
    // A default on the other side is a constant: whether the value equals it must be asked while the value is there.
    return [
      ...equalsDefault(contract, variable, test, test.equalsValueOf, test.lowercase === true),
      ...equalsDefault(contract, variable, test.equalsValueOf, test, test.lowercase === true),
    ];
  }
  const predicate = predicateOf(test);
  if (predicate === undefined) return [];
  return variablesOf(contract, test).includes(variable) ? [{predicate, lowercase: lowers(contract, test, test)}] : [];
}

function equalsDefault(
  contract: Contract,
  variable: string,
  subject: Subject,
  other: Subject,
  lowercase: boolean,
): readonly Observable[] {
  if (!variablesOf(contract, subject).includes(variable) || !('setting' in other)) return [];
  const setting = contract.settings[other.setting];
  if (setting?.default === undefined) return [];
  const lowersOther = lowercase || setting.lowercase === true;
  const equals = lowersOther ? setting.default.toLowerCase() : setting.default;
  return [{predicate: {equals}, lowercase: lowercase || lowersSubject(contract, subject)}];
}

function lowers(contract: Contract, subject: Subject, test: {readonly lowercase?: boolean}): boolean {
  return test.lowercase === true || lowersSubject(contract, subject);
}

function lowersSubject(contract: Contract, subject: Subject): boolean {
  return 'setting' in subject && contract.settings[subject.setting]?.lowercase === true;
}
