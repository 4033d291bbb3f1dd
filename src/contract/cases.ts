import type {LookedUp, Lookup} from './lookup.js';
import type {Contract} from './model.js';
import {observablesOf} from './observe.js';
import {answers, type Observable, observationKey} from './predicate.js';
import {conditionsOf, variablesRead} from './walk.js';

/** Enough for a secret that gates hang on and a switch beside it, little enough to cost milliseconds. */
const MAX_ENVIRONMENTS = 24;

/**
 * Environments that together cover every value of the secrets, each more definite than the one given.
 *
 * Two unknown answers about one secret are not independent ("prod" and not "prod"): three-valued logic alone calls
 * unknown what is the same either way. Empty where nothing is gained by telling cases apart.
 */
export function environmentsOf(contract: Contract, lookup: Lookup): readonly Lookup[] {
  // Conditions begin with those of the gates: their variables decide most.
  const names = [...new Set(conditionsOf(contract).flatMap((condition) => variablesRead(contract, condition)))];
  let environments: readonly ReadonlyMap<string, LookedUp>[] = [new Map()];
  for (const name of names) {
    if (lookup(name).kind !== 'secret') continue;
    const cases = casesOf(observablesOf(contract, name));
    if (cases.length < 2 || cases.length * environments.length > MAX_ENVIRONMENTS) continue;
    environments = environments.flatMap((known) => cases.map((found) => new Map([...known, [name, found]])));
  }
  if (environments.length < 2) return [];
  return environments.map((known) => (name) => known.get(name) ?? lookup(name));
}

/** The ways in which one value can answer questions of equality: each constant, another spelling of it, none. */
function casesOf(observables: readonly Observable[]): readonly LookedUp[] {
  const raw = new Set(observables.filter((observable) => !foldsCase(observable)).flatMap(constantsOf));
  const folded = new Set(
    observables
      .filter(foldsCase)
      .flatMap(constantsOf)
      .filter((text) => text === text.toLowerCase()),
  );
  if (raw.size + folded.size === 0) return [];
  const spelledOtherwise = [...folded].filter((text) => text !== text.toUpperCase());
  return [
    ...[...new Set([...raw, ...folded])].map((value): LookedUp => ({kind: 'known', value})),
    ...[...spelledOtherwise, undefined].map(
      (lower): LookedUp => ({
        kind: 'secret',
        observations: Object.fromEntries(
          observables.flatMap((observable) => {
            const answer = answerOfCase(observable, lower);
            return answer === undefined ? [] : [[observationKey(observable), answer]];
          }),
        ),
      }),
    ),
  ];
}

function foldsCase({predicate, lowercase}: Observable): boolean {
  return lowercase || 'isTrue' in predicate;
}

function constantsOf({predicate}: Observable): readonly string[] {
  if ('equals' in predicate) return [predicate.equals];
  if ('in' in predicate) return predicate.in;
  if ('isTrue' in predicate) return ['true'];
  return 'empty' in predicate ? [''] : [];
}

/** The answer for every value that is no constant itself, and reads `lower` in small letters, or no constant at all. */
function answerOfCase(observable: Observable, lower: string | undefined): boolean | undefined {
  const {predicate} = observable;
  if (lower !== undefined && foldsCase(observable)) return answers({predicate, lowercase: false}, lower);
  if ('equals' in predicate || 'in' in predicate) return false;
  if ('isTrue' in predicate) return !predicate.isTrue;
  return 'empty' in predicate ? !predicate.empty : undefined;
}
