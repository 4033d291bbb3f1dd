import {readOther} from './environment-comparison.js';
import {usageError} from './errors.js';
import {fingerprint, newSalt} from './evidence/describe-value.js';
import type {Baseline} from './evidence/model.js';
import {serviceOf} from './service-of.js';

/** A baseline, and the salt under which its fingerprints were made. */
export interface SaltedBaseline {
  readonly value: Baseline;
  readonly salt: string;
}

/**
 * What `--baseline` names: a saved bundle, or an env file.
 *
 * @throws DiagError (exit 2)
 */
export async function readBaseline(path: string): Promise<SaltedBaseline> {
  const other = await readOther(path);
  if (other.kind === 'service') {
    throw usageError(`There is no file ${path}.`, [
      '--baseline takes a bundle (diagnose --save, collect -o) or an env file.',
    ]);
  }
  if (other.kind === 'env-file') {
    const salt = newSalt();
    const variables = Object.entries(other.values).map(([name, value]) => ({
      name,
      length: [...value].length,
      fingerprint: fingerprint(salt, value),
    }));
    return {salt, value: {description: `env file ${path}`, variables, secrets: []}};
  }
  const {bundle} = other;
  const service = serviceOf(bundle);
  const {configuration, healthCheck, source, egress} = service;
  return {
    salt: bundle.salt,
    value: {
      description: `bundle of ${bundle.collectedAt.slice(0, 10)} (${service.name})`,
      variables: configuration.variables.map(({name, length, fingerprint: print}) => ({
        name,
        length,
        fingerprint: print,
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
