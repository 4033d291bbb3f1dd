import type {Predicate, Test} from './model.js';
import {parsesAs} from './parsers.js';
import {compilePattern} from './pattern.js';
import {codePointLength, urlsafeBase64Length} from './python.js';

/** A predicate with the transformation that precedes it: what can be observed of a value. */
export interface Observable {
  readonly predicate: Predicate;
  readonly lowercase: boolean;
}

/** Stable name of an observation; stands in bundles. */
export function observationKey({predicate, lowercase}: Observable): string {
  return `${lowercase ? 'lower:' : ''}${JSON.stringify(sorted(predicate))}`;
}

/** The answer for a value that is there. */
export function answers({predicate, lowercase}: Observable, value: string): boolean {
  const text = lowercase ? value.toLowerCase() : value;
  if ('set' in predicate) return predicate.set;
  if ('empty' in predicate) return (text === '') === predicate.empty;
  if ('isTrue' in predicate) return (text.toLowerCase() === 'true') === predicate.isTrue;
  if ('equals' in predicate) return text === predicate.equals;
  if ('in' in predicate) return predicate.in.includes(text);
  if ('startsWith' in predicate) return text.startsWith(predicate.startsWith);
  if ('endsWith' in predicate) return text.endsWith(predicate.endsWith);
  if ('contains' in predicate) return text.includes(predicate.contains);
  if ('matches' in predicate) return compilePattern(predicate.matches).test(text);
  if ('length' in predicate) return lengthFits(predicate.length, codePointLength(text));
  if ('base64Bytes' in predicate) return urlsafeBase64Length(text) === predicate.base64Bytes;
  return parsesAs(predicate.parsesAs, text);
}

/** The answer for a value that is not there. */
export function answersWithout(predicate: Predicate): boolean {
  if ('set' in predicate) return !predicate.set;
  if ('empty' in predicate) return predicate.empty;
  return 'isTrue' in predicate && !predicate.isTrue;
}

/** The answer for a value of which only the length is known. */
export function answersForLength(predicate: Predicate, length: number): boolean | undefined {
  if ('set' in predicate) return predicate.set;
  if ('empty' in predicate) return (length === 0) === predicate.empty;
  return undefined;
}

/** The predicate of a test without its subject; undefined for relations and files. */
export function predicateOf(test: Test): Predicate | undefined {
  if ('equalsValueOf' in test || 'fileExists' in test) return undefined;
  if ('set' in test) return {set: test.set};
  if ('empty' in test) return {empty: test.empty};
  if ('isTrue' in test) return {isTrue: test.isTrue};
  if ('equals' in test) return {equals: test.equals};
  if ('in' in test) return {in: test.in};
  if ('startsWith' in test) return {startsWith: test.startsWith};
  if ('endsWith' in test) return {endsWith: test.endsWith};
  if ('contains' in test) return {contains: test.contains};
  if ('matches' in test) return {matches: test.matches};
  if ('length' in test) return {length: test.length};
  if ('base64Bytes' in test) return {base64Bytes: test.base64Bytes};
  return {parsesAs: test.parsesAs};
}

function lengthFits(wanted: number | {readonly min?: number; readonly max?: number}, length: number): boolean {
  if (typeof wanted === 'number') return length === wanted;
  return length >= (wanted.min ?? 0) && length <= (wanted.max ?? Number.POSITIVE_INFINITY);
}

function sorted(predicate: Predicate): unknown {
  if (!('length' in predicate) || typeof predicate.length === 'number') return predicate;
  const {min, max} = predicate.length;
  return {length: {min, max}};
}
