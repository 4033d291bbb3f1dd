import {readFile} from 'node:fs/promises';
import {parseAssignment, parseEnvFile} from '../config/env-file.js';
import type {Overrides} from '../contract/lookup.js';
import {usageError} from '../errors.js';
import {reason} from '../files.js';

/** What `--set` and `--unset` say. */
export function overridesOf(
  set: readonly string[],
  unset: readonly string[],
): {readonly set: {readonly [name: string]: string}; readonly unset: readonly string[]} {
  const assignments = Object.fromEntries(set.map(parseAssignment));
  const both = unset.find((name) => Object.hasOwn(assignments, name));
  if (both !== undefined) throw usageError(`${both} is both set and unset.`, ['Decide for one of them.']);
  return {set: assignments, unset};
}

/** @throws DiagError (exit 2) */
export async function readEnvFile(path: string): Promise<{readonly [name: string]: string}> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw usageError(
      `Cannot read ${path}: ${reason(error)}.`,
      ['Give the path of an env file: NAME=value, one a line.'],
      error,
    );
  }
  const values = parseEnvFile(text, path);
  // A file that was cut off, or never written, is no environment without variables.
  if (Object.keys(values).length === 0) {
    throw usageError(`${path} holds no variable.`, ['Give the path of an env file: NAME=value, one a line.']);
  }
  return values;
}

/** Names only: the values that were tried may be secrets. */
export function withChanges(source: string, {set, unset}: Overrides): string {
  const changes = [
    ...Object.keys(set ?? {}).map((name) => `${name} set`),
    ...(unset ?? []).map((name) => `${name} unset`),
  ];
  return changes.length === 0 ? source : `${source}, with ${changes.join(', ')}`;
}
