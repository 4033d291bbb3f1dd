import {fstatSync} from 'node:fs';
import {stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import {usageError} from '../errors.js';
import {escapeText} from '../terminal/sanitize.js';
import type {Environment} from '../views/environment.js';

// Loaded with --reveal and --reveal-all alone: values that otherwise never leave.

/**
 * @param output where the values would go
 * @throws DiagError (exit 2) where that is a terminal, a pipe or whatever else somebody reads along
 */
export async function checkOutput(output: string | undefined): Promise<void> {
  if (output === undefined || output === '-' || (await isStream(output))) {
    throw usageError('--reveal-all writes into a file only.', ['Give --export env-file and -o FILE with it.']);
  }
}

async function isStream(path: string): Promise<boolean> {
  if (/^\/(?:dev\/(?:fd\/|std)|proc\/)/.test(resolve(path))) return true;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  const {dev, ino} = found;
  return !found.isFile() || [1, 2].map((fd) => fstatSync(fd)).some((own) => own.dev === dev && own.ino === ino);
}

/**
 * One plain value for a terminal. Nothing is left out of it: what cannot be seen stands as an escape.
 *
 * @throws DiagError (exit 2) where the service has no plain variable of that name
 */
export function revealedText(name: string, environment: Environment, values: ReadonlyMap<string, string>): string {
  const value = values.get(name);
  if (value !== undefined) return `${escapeText(value)}\n`;
  const listed = environment.variables.find((variable) => variable.name === name);
  if (listed !== undefined) {
    throw usageError(`${name} is no plain variable: its value comes from ${listed.source}.`, [
      ...(listed.reference === undefined ? [] : [`It lies in ${listed.reference}.`]),
    ]);
  }
  throw usageError(`${environment.service} has no variable ${name}.`, [
    `It has: ${environment.variables.map((variable) => variable.name).join(', ')}.`,
  ]);
}
