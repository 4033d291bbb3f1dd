import {type Condition, PARSE_TYPES, type Predicate, type Subject} from './model.js';
import {compilePattern, PatternError} from './pattern.js';
import type {Place} from './yaml-place.js';

/** The names that a condition may use. */
export interface Scope {
  readonly settings: ReadonlySet<string>;
  /** Gates with a condition, so far. */
  readonly gates: Set<string>;
}

const PREDICATES = [
  'set',
  'empty',
  'isTrue',
  'equals',
  'in',
  'startsWith',
  'endsWith',
  'contains',
  'matches',
  'length',
  'base64Bytes',
  'parsesAs',
  'equalsValueOf',
  'fileExists',
] as const;
type PredicateKey = (typeof PREDICATES)[number];

const COMBINATIONS = ['all', 'any', 'not', 'gate'] as const;
const KEYS = [...COMBINATIONS, 'setting', 'variable', 'lowercase', ...PREDICATES] as const;

export function readCondition(place: Place, scope: Scope): Condition {
  const fields = place.fields(KEYS);
  const combinations = COMBINATIONS.filter((key) => fields.has(key));
  const [combination] = combinations;
  if (combination === undefined) return readTest(place, scope);
  if (KEYS.filter((key) => fields.has(key)).length > 1) {
    return place.fail(
      `has other keys beside "${combination}"`,
      'Write one of all, any, not, gate — or one test of a setting or variable. Join several with all.',
    );
  }
  const inner = fields.need(combination);
  switch (combination) {
    case 'all':
      return {all: conditions(inner, scope)};
    case 'any':
      return {any: conditions(inner, scope)};
    case 'not':
      return {not: readCondition(inner, scope)};
    case 'gate':
      return {gate: inner.oneOf([...scope.gates], 'earlier gate with a condition')};
  }
}

/** `{setting: name}` or `{variable: NAME}`. */
export function readSubject(place: Place, scope: Scope): Subject {
  return subjectOf(place, scope, place.fields(['setting', 'variable']));
}

function conditions(place: Place, scope: Scope): readonly Condition[] {
  const items = place.list();
  if (items.length === 0) place.fail('must not be empty', 'Name at least one condition.');
  return items.map((item) => readCondition(item, scope));
}

function readTest(place: Place, scope: Scope): Condition {
  const fields = place.fields(KEYS);
  const subject = subjectOf(place, scope, fields);
  const asked = PREDICATES.filter((key) => fields.has(key));
  const [key] = asked;
  if (key === undefined || asked.length > 1) {
    return place.fail(
      key === undefined ? 'asks nothing' : `asks ${asked.length} things: ${asked.join(', ')}`,
      `Ask one of: ${PREDICATES.join(', ')}. Join several with all.`,
    );
  }
  const value = fields.need(key);
  const lowercase = fields.has('lowercase') ? {lowercase: fields.need('lowercase').boolean()} : {};
  if (key === 'equalsValueOf') return {...subject, equalsValueOf: readSubject(value, scope), ...lowercase};
  if (key === 'fileExists') return {...subject, fileExists: value.boolean(), ...lowercase};
  return {...subject, ...predicate(key, value), ...lowercase};
}

function subjectOf(
  place: Place,
  scope: Scope,
  fields: {has(key: 'setting' | 'variable'): boolean; need(key: 'setting' | 'variable'): Place},
): Subject {
  if (fields.has('setting') === fields.has('variable')) {
    return place.fail(
      'must name either a setting or a variable',
      'Write "setting: name" for a value with aliases or a default, or "variable: NAME".',
    );
  }
  if (fields.has('setting')) return {setting: fields.need('setting').oneOf([...scope.settings], 'setting')};
  return {variable: fields.need('variable').variable()};
}

function predicate(key: Exclude<PredicateKey, 'equalsValueOf' | 'fileExists'>, value: Place): Predicate {
  switch (key) {
    case 'set':
      return {set: value.boolean()};
    case 'empty':
      return {empty: value.boolean()};
    case 'isTrue':
      return {isTrue: value.boolean()};
    case 'equals':
      return {equals: value.text()};
    case 'in':
      return {in: value.list().map((item) => item.text())};
    case 'startsWith':
      return {startsWith: value.text()};
    case 'endsWith':
      return {endsWith: value.text()};
    case 'contains':
      return {contains: value.text()};
    case 'matches':
      return {matches: pattern(value)};
    case 'length':
      return {length: length(value)};
    case 'base64Bytes':
      return {base64Bytes: count(value)};
    case 'parsesAs':
      return {parsesAs: value.oneOf(PARSE_TYPES, 'type')};
  }
}

function pattern(place: Place): string {
  const source = place.text();
  try {
    compilePattern(source);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    place.fail(
      `is no usable pattern: ${error.message}`,
      'Known: literals, ., classes, \\d \\w \\s, groups, |, ^, $, and the quantifiers ? * + {n,m}.',
    );
  }
  return source;
}

function length(place: Place): number | {min?: number; max?: number} {
  if (place.is('number')) return count(place);
  if (!place.is('map')) place.fail('must be a number, or a mapping with min and max', 'Write 44, or {min: 32}.');
  const fields = place.fields(['min', 'max']);
  if (!fields.has('min') && !fields.has('max')) place.fail('has neither min nor max', 'Write {min: 32}.');
  return {
    ...(fields.has('min') && {min: count(fields.need('min'))}),
    ...(fields.has('max') && {max: count(fields.need('max'))}),
  };
}

function count(place: Place): number {
  const number = place.number();
  return Number.isSafeInteger(number) && number >= 0
    ? number
    : place.fail('must be a whole number, zero or more', 'Correct the number.');
}
