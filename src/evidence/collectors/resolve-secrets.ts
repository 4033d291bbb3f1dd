import type {Aws} from '../../aws/clients.js';
import {parameterValue, secretValue} from '../../aws/secrets.js';
import {gapOf} from '../attempt.js';
import type {SecretReference} from '../model.js';
import type {Variables} from '../variables.js';
import {parameterName, secretId, secretKey} from './secrets.js';

/**
 * Reads the values of referenced secrets, keeps what may be said of them, and has the values masked everywhere.
 *
 * Only on the user's word. What cannot be read stays a reference that says why: the contract then says
 * `unknown`, as without asking.
 */
export async function resolveSecrets(
  aws: Aws,
  secrets: readonly SecretReference[],
  variables: Variables,
  signal: AbortSignal,
): Promise<readonly SecretReference[]> {
  const whole = new Map<string, Promise<string | undefined>>();
  return Promise.all(
    secrets.map(async (secret): Promise<SecretReference> => {
      try {
        const key = `${secret.region ?? ''} ${secret.kind === 'ssm' ? secret.reference : secretId(secret.reference)}`;
        let reading = whole.get(key);
        if (reading === undefined) {
          reading = read(aws, secret, signal);
          whole.set(key, reading);
        }
        const text = await reading;
        if (text === undefined) return {...secret, unresolved: {why: 'it holds no text'}};
        // The whole of it is as secret as the member that is used.
        variables.add(secret.name, text);
        const value = secret.kind === 'ssm' ? text : memberOf(text, secretKey(secret.reference));
        if (value === undefined) return {...secret, unresolved: {why: 'it has no such member of text'}};
        const {shown: _, ...resolved} = variables.describe(secret.name, value, 'secret');
        return {...secret, resolved};
      } catch (error) {
        const {why, fix} = gapOf(error);
        return {...secret, unresolved: {why, ...(fix !== undefined && {fix})}};
      }
    }),
  );
}

function read(aws: Aws, {kind, reference, region}: SecretReference, signal: AbortSignal): Promise<string | undefined> {
  if (kind === 'secrets-manager') return secretValue(aws, secretId(reference), region, {signal});
  if (kind === 'ssm') return parameterValue(aws, parameterName(reference), region, {signal});
  return Promise.resolve(undefined);
}

/** App Runner takes one member of a JSON secret where the reference names a key, the whole text otherwise. */
export function memberOf(text: string, key: string | undefined): string | undefined {
  if (key === undefined) return text;
  try {
    const value = (JSON.parse(text) as Record<string, unknown> | null)?.[key];
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  } catch {
    return undefined;
  }
}
