import type {Configuration, Variable} from '../evidence/model.js';

/** What is known of one variable of an environment. */
export type LookedUp =
  | {readonly kind: 'known'; readonly value: string}
  /** The value itself is gone; what was observed of it stands in the variable. */
  | {readonly kind: 'opaque'; readonly variable: Variable}
  /** It is set, to a value that we cannot see; `observations` where a case of it is being considered. */
  | {readonly kind: 'secret'; readonly observations?: {readonly [predicate: string]: boolean}}
  | {readonly kind: 'unset'};

export type Lookup = (name: string) => LookedUp;

export interface Overrides {
  readonly set?: {readonly [name: string]: string};
  readonly unset?: readonly string[];
  /** Names that are set, to values that are not known (yet). */
  readonly unknown?: readonly string[];
}

/** A plain environment; `secrets` are names of variables that are set to values unknown. */
export function lookupEnvironment(
  environment: {readonly [name: string]: string},
  secrets: readonly string[] = [],
): Lookup {
  const hidden = new Set(secrets);
  return (name) => {
    if (hidden.has(name)) return {kind: 'secret'};
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    return value === undefined ? {kind: 'unset'} : {kind: 'known', value};
  };
}

/**
 * The same where more may be set than is known: what is unset may be set too, to any value.
 *
 * @param unset names that are unset for certain
 */
export function withUnknownRest(lookup: Lookup, unset: readonly string[] = []): Lookup {
  const certain = new Set(unset);
  return (name) => {
    const found = lookup(name);
    return found.kind === 'unset' && !certain.has(name) ? {kind: 'secret'} : found;
  };
}

/**
 * The environment that a container of this configuration sees.
 *
 * @param overrides what-if changes, over everything; `unset` also hides the image's ENV
 * @param imageVariables ENV of the image, under the service's own variables
 */
export function lookupConfiguration(
  configuration: Configuration,
  overrides: Overrides = {},
  imageVariables: readonly Variable[] = [],
): Lookup {
  const found = new Map<string, LookedUp>();
  for (const variable of imageVariables) found.set(variable.name, {kind: 'opaque', variable});
  for (const variable of configuration.variables) found.set(variable.name, {kind: 'opaque', variable});
  for (const {name, resolved} of configuration.secrets) {
    found.set(name, resolved === undefined ? {kind: 'secret'} : {kind: 'opaque', variable: resolved});
  }
  for (const [name, value] of Object.entries(overrides.set ?? {})) found.set(name, {kind: 'known', value});
  for (const name of overrides.unknown ?? []) found.set(name, {kind: 'secret'});
  for (const name of overrides.unset ?? []) found.set(name, {kind: 'unset'});
  return (name) => found.get(name) ?? {kind: 'unset'};
}
