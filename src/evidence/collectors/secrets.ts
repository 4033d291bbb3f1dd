import type {Aws} from '../../aws/clients.js';
import {describeParameter, describeSecret} from '../../aws/secrets.js';
import {type Found, gapOf, isNotFound} from '../attempt.js';
import type {Evidence, SecretCheck, SecretReference} from '../model.js';
import {parameterName, secretId} from '../secret-reference.js';
import type {OptionalContext} from './optional-context.js';
import {given} from './service.js';

const AT_ONCE = 8;

/** Whether what the service refers to exists. Values are neither needed nor asked for. */
export async function collectSecrets(
  {aws, secrets}: OptionalContext,
  signal: AbortSignal,
): Promise<Found<readonly SecretCheck[]>> {
  if (secrets.length === 0) return {absent: 'the service refers to no secret'};
  const checks: SecretCheck[] = [];
  for (let i = 0; i < secrets.length; i += AT_ONCE) {
    checks.push(...(await Promise.all(secrets.slice(i, i + AT_ONCE).map((s) => check(aws, s, signal)))));
  }
  return {value: checks};
}

async function check(aws: Aws, secret: SecretReference, signal: AbortSignal): Promise<SecretCheck> {
  const {name: variable, reference, region, kind} = secret;
  try {
    if (kind === 'secrets-manager') {
      const facts = await describeSecret(aws, secretId(reference), region, {signal});
      const status = facts.deletedAt === undefined ? 'exists' : 'deleted';
      return {variable, reference, status, ...given('kmsKeyId', facts.kmsKeyId)};
    }
    if (kind === 'ssm') {
      const facts = await describeParameter(aws, parameterName(reference), region, {signal});
      if (facts === undefined) return {variable, reference, status: 'missing'};
      return {variable, reference, status: 'exists', ...given('kmsKeyId', facts.kmsKeyId)};
    }
    return {variable, reference, status: 'gap', why: 'it refers to neither Secrets Manager nor Parameter Store'};
  } catch (error) {
    if (isNotFound(error)) return {variable, reference, status: 'missing'};
    const {why, fix} = gapOf(error);
    return {variable, reference, status: 'gap', why, ...given('fix', fix)};
  }
}

/** The checks, with those whose secret exists but lacks what the reference picks out of it. */
export function withMissingKeys(
  secrets: Evidence<readonly SecretCheck[]>,
  missing: ReadonlyMap<string, string>,
): Evidence<readonly SecretCheck[]> {
  if (secrets.status !== 'collected' || missing.size === 0) return secrets;
  return {
    ...secrets,
    value: secrets.value.map((found) => {
      const why = missing.get(found.variable);
      // Whoever may read a value but not look at the secret knows of the key all the same.
      if (why === undefined || (found.status !== 'exists' && found.status !== 'gap')) return found;
      const {fix: _, ...rest} = found;
      return {...rest, status: 'key-missing', why};
    }),
  };
}
