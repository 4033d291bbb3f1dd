import type {Aws} from '../../aws/clients.js';
import {parameterValue, secretValue} from '../../aws/secrets.js';
import {gapOf} from '../attempt.js';
import type {SecretReference} from '../model.js';
import {parameterName, secretId, secretKey, secretVersion} from '../secret-reference.js';
import type {Variables} from '../variables.js';

export interface ResolvedSecrets {
  readonly secrets: readonly SecretReference[];
  /** Variables whose secret was read and lacks what the reference picks out of it, and why. */
  readonly missingKeys: ReadonlyMap<string, string>;
}

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
): Promise<ResolvedSecrets> {
  const whole = new Map<string, Promise<string | undefined>>();
  const missingKeys = new Map<string, string>();
  const resolved = await Promise.all(
    secrets.map(async (secret): Promise<SecretReference> => {
      const {kind, name, reference} = secret;
      try {
        const {stage = '', id = ''} = secretVersion(reference);
        const key = `${secret.region ?? ''} ${kind === 'ssm' ? reference : [secretId(reference), stage, id].join(':')}`;
        let reading = whole.get(key);
        if (reading === undefined) {
          reading = read(aws, secret, signal);
          whole.set(key, reading);
        }
        const text = await reading;
        if (text === undefined) return {...secret, unresolved: {why: 'it holds no text'}};
        // The whole of it is as secret as the member that is used.
        variables.add(name, text);
        const member = memberOf(text, kind === 'ssm' ? undefined : secretKey(reference));
        if (member.status === 'missing') {
          missingKeys.set(name, member.why);
          return secret;
        }
        if (member.status !== 'found') return {...secret, unresolved: {why: member.why}};
        const {shown: _, ...described} = variables.describe(name, member.text, 'secret');
        return {...secret, resolved: described};
      } catch (error) {
        const {why, fix} = gapOf(error);
        return {...secret, unresolved: {why, ...(fix !== undefined && {fix})}};
      }
    }),
  );
  return {secrets: resolved, missingKeys};
}

function read(aws: Aws, {kind, reference, region}: SecretReference, signal: AbortSignal): Promise<string | undefined> {
  if (kind === 'secrets-manager') {
    return secretValue(aws, secretId(reference), region, {signal, version: secretVersion(reference)});
  }
  if (kind === 'ssm') return parameterValue(aws, parameterName(reference), region, {signal});
  return Promise.resolve(undefined);
}

type Member =
  | {readonly status: 'found'; readonly text: string}
  | {readonly status: 'missing' | 'unusable'; readonly why: string};

/** App Runner takes one member of a JSON secret where the reference names a key, the whole text otherwise. */
export function memberOf(text: string, key: string | undefined): Member {
  if (key === undefined) return {status: 'found', text};
  let members: unknown;
  try {
    members = JSON.parse(text);
  } catch {
    return {status: 'missing', why: `the secret is no JSON, so it has no key "${key}"`};
  }
  if (typeof members !== 'object' || members === null || Array.isArray(members) || !Object.hasOwn(members, key)) {
    return {status: 'missing', why: `the secret's JSON has no key "${key}"`};
  }
  const value = (members as {readonly [key: string]: unknown})[key];
  if (typeof value === 'string') return {status: 'found', text: value};
  return typeof value === 'number' || typeof value === 'boolean'
    ? {status: 'found', text: String(value)}
    : {status: 'unusable', why: `its key "${key}" holds no text`};
}
