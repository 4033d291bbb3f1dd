import {usageError} from '../errors.js';
import {fingerprint, newSalt} from '../evidence/describe-value.js';
import type {Baseline} from '../evidence/model.js';
import {serviceOf} from './acquire.js';
import {readOther} from './environment-comparison.js';

/** A baseline, and the salt under which its fingerprints were made. */
export interface SaltedBaseline {
  readonly value: Baseline;
  readonly salt: string;
  /** Set when values cannot be compared, only names and lengths: what to tell the user. */
  readonly limit?: string;
}

const TAKES = '--baseline takes a bundle (diagnose --save, collect -o) or an env file.';

/**
 * What `--baseline` names: a saved bundle, or an env file.
 *
 * @param salt of the evidence it is compared with, where that was collected already. Prints of a bundle under another
 * salt are left out: equal values would look changed.
 * @throws DiagError (exit 2)
 */
export async function readBaseline(path: string, salt?: string): Promise<SaltedBaseline> {
  const other = await readOther(path, TAKES);
  if (other.kind === 'service') throw usageError(`There is no file ${path}.`, [TAKES]);
  if (other.kind === 'env-file') {
    const own = salt ?? newSalt();
    const variables = Object.entries(other.values).map(([name, value]) => ({
      name,
      length: [...value].length,
      fingerprint: fingerprint(own, value),
    }));
    return {salt: own, value: {description: `env file ${path}`, variables, secrets: []}};
  }
  const {bundle} = other;
  const service = serviceOf(bundle);
  const {configuration, healthCheck, source, egress} = service;
  const isComparable = salt === undefined || salt === bundle.salt;
  return {
    salt: bundle.salt,
    ...(!isComparable && {limit: otherSalt(path)}),
    value: {
      description: `bundle of ${bundle.collectedAt.slice(0, 10)} (${service.name})`,
      variables: configuration.variables.map(({name, length, fingerprint: print}) => ({
        name,
        length,
        ...(isComparable && {fingerprint: print}),
      })),
      secrets: configuration.secrets.map(({name}) => name),
      ...(healthCheck !== undefined && {healthCheck}),
      ...(configuration.startCommand !== undefined && {startCommand: configuration.startCommand}),
      ...(configuration.port !== undefined && {port: configuration.port}),
      ...(source.kind === 'image' && {image: source.image}),
      ...(egress !== undefined && {egressType: egress.type}),
    },
  };
}

/** Two bundles compare by value only when the later one was collected under the salt of the earlier. */
export function otherSalt(path: string): string {
  return `${path} was collected under another salt: names and lengths are compared, values are not. Collect with --baseline ${path} to compare values without showing them.`;
}

/** The salt of saved evidence; undefined while none is there yet. */
export async function saltOf(bundle: string | undefined): Promise<string | undefined> {
  if (bundle === undefined) return undefined;
  const {readBundle} = await import('../evidence/bundle.js');
  return (await readBundle(bundle)).salt;
}
