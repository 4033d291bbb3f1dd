import type {SecretReference, Service} from './model.js';

/** App Runner appends ":json-key:version-stage:version-id" to a secret's ARN; the secret itself is what stands before. */
export function secretId(reference: string): string {
  return reference.split(':').slice(0, 7).join(':');
}

/** The JSON key that a reference picks out of a secret. */
export function secretKey(reference: string): string | undefined {
  return part(reference, 7);
}

/** The version that a reference asks for; without one it is the current. */
export function secretVersion(reference: string): {readonly stage?: string; readonly id?: string} {
  const stage = part(reference, 8);
  const id = part(reference, 9);
  return {...(stage !== undefined && {stage}), ...(id !== undefined && {id})};
}

/** "…:parameter/app/key" is the parameter /app/key, "…:parameter/key" is key; a bare name is itself. */
export function parameterName(reference: string): string {
  const resource = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter\/(.+)$/.exec(reference)?.[1];
  if (resource === undefined) return reference;
  return resource.includes('/') ? `/${resource}` : resource;
}

/**
 * The ARN by which IAM knows what a reference names: JSON key and version are no part of it, and a bare name is a
 * parameter of the service's own account and region.
 */
export function resourceArn(
  {kind, reference}: Pick<SecretReference, 'kind' | 'reference'>,
  {arn, region, account}: Pick<Service, 'arn' | 'region' | 'account'>,
): string {
  if (kind !== 'ssm') return secretId(reference);
  if (reference.startsWith('arn:')) return reference;
  return `arn:${arn.split(':')[1] ?? 'aws'}:ssm:${region}:${account}:parameter/${reference.replace(/^\//, '')}`;
}

function part(reference: string, index: number): string | undefined {
  const text = reference.split(':')[index];
  return text === undefined || text === '' ? undefined : text;
}
