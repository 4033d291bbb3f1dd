import {readFile, stat} from 'node:fs/promises';
import {parseEnvFile} from '../config/env-file.js';
import {usageError} from '../errors.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {fingerprint} from '../evidence/describe-value.js';
import {reason} from '../files.js';
import type {Comparison} from '../views/comparison.js';
import type {Environment} from '../views/environment.js';
import {serviceOf} from './acquire.js';

/** What `--against` named. */
export type Other =
  | {readonly kind: 'bundle'; readonly name: string; readonly bundle: Bundle}
  | {readonly kind: 'env-file'; readonly name: string; readonly values: {readonly [name: string]: string}}
  | {readonly kind: 'service'; readonly name: string};

/**
 * A file that is there is a bundle or an env file; anything else is a service.
 *
 * @param takes what the flag takes, for an error
 */
export async function readOther(
  named: string,
  takes = '--against takes an env file, a bundle or a service.',
): Promise<Other> {
  const text = await readIfFile(named, takes);
  if (text === undefined) return {kind: 'service', name: named};
  // A bundle that arrived empty or packed is no env file without variables.
  if (/^\s*\{/.test(text) || /\.json$/i.test(named)) {
    const {readBundle} = await import('../evidence/bundle.js');
    return {kind: 'bundle', name: named, bundle: await readBundle(named)};
  }
  const values = parseEnvFile(text, named);
  // A file that was cut off, or never written, is no environment without variables.
  if (Object.keys(values).length === 0) throw usageError(`${named} holds no variable.`, [takes]);
  return {kind: 'env-file', name: named, values};
}

/**
 * What `env --against` named. Beside a bundle nothing is asked of AWS.
 *
 * @throws DiagError (exit 2)
 */
export async function readAgainst(named: string, bundle: string | undefined): Promise<Other> {
  const other = await readOther(named);
  if (bundle !== undefined && other.kind === 'service') {
    throw usageError(`--bundle is offline, and ${named} is no file here: the service would be read from AWS.`, [
      `Save it first: nerava-diag collect ${named} -o other.json; then give --against other.json.`,
      'Leave --bundle out to compare two services as they are now.',
    ]);
  }
  return other;
}

async function readIfFile(path: string, takes: string): Promise<string | undefined> {
  // A path is no service name: a slip in a path should not be looked up in AWS.
  const isPath = /[/\\]|\.(env|json|ya?ml)$/.test(path.replace(/^arn:.*/, ''));
  try {
    if (!isPath && (await stat(path)).isDirectory()) return undefined;
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if ((code === 'ENOENT' || code === 'ENOTDIR') && !isPath) return undefined;
    throw usageError(`Cannot read ${path}: ${reason(error)}.`, [takes], error);
  }
}

/**
 * Compares by name and fingerprint; values stay where they are.
 *
 * @param salt of the environment's fingerprints
 */
export function compareEnvironments(environment: Environment, salt: string, other: Other): Comparison {
  const before = printsOf(other, salt);
  // The image's own ENV is no part of the service's configuration, and stands in no other side either.
  const own = environment.variables.filter(({source}) => source !== 'image');
  const after = new Map(own.map((variable) => [variable.name, printOf(variable)]));
  const names = [...new Set([...before.prints.keys(), ...after.keys()])].sort();
  const status = (name: string): 'added' | 'removed' | 'changed' | 'same' | 'unknown' => {
    const old = before.prints.get(name);
    const now = after.get(name);
    if (old === undefined) return 'added';
    if (now === undefined) return 'removed';
    if (old.kind !== now.kind || old.length !== now.length) return 'changed';
    if (old.kind === 'secret') return old.print === now.print ? 'same' : 'changed';
    if (!before.comparable) return 'unknown';
    return old.print === now.print ? 'same' : 'changed';
  };
  const withStatus = (wanted: ReturnType<typeof status>) => names.filter((name) => status(name) === wanted);
  return {
    source: other.name,
    kind: other.kind === 'service' ? 'bundle' : other.kind,
    added: withStatus('added'),
    removed: withStatus('removed'),
    changed: withStatus('changed'),
    same: withStatus('same'),
    unknown: withStatus('unknown'),
  };
}

interface Print {
  readonly kind: 'plain' | 'secret';
  readonly length: number | null;
  readonly print: string | null;
}

function printsOf(other: Other, salt: string): {comparable: boolean; prints: ReadonlyMap<string, Print>} {
  if (other.kind === 'service') return {comparable: false, prints: new Map()};
  if (other.kind === 'env-file') {
    const prints = Object.entries(other.values).map(([name, value]): [string, Print] => [
      name,
      {kind: 'plain', length: [...value].length, print: fingerprint(salt, value)},
    ]);
    return {comparable: true, prints: new Map(prints)};
  }
  const {variables, secrets} = serviceOf(other.bundle).configuration;
  return {
    comparable: other.bundle.salt === salt,
    prints: new Map<string, Print>([
      ...variables.map(({name, length, fingerprint: print}): [string, Print] => [name, {kind: 'plain', length, print}]),
      ...secrets.map(({name, reference}): [string, Print] => [name, {kind: 'secret', length: null, print: reference}]),
    ]),
  };
}

function printOf(variable: Environment['variables'][number]): Print {
  const {length, fingerprint: print, reference} = variable;
  // A secret whose value was resolved has a length too; the other side names it by its reference all the same.
  const isSecret = reference !== undefined || length === null;
  return isSecret ? {kind: 'secret', length: null, print: reference ?? null} : {kind: 'plain', length, print};
}
