import {listServices} from '../aws/app-runner.js';
import type {Aws, CallOptions} from '../aws/clients.js';
import {toDiagError} from '../aws/errors.js';
import {type DiagError, lookError, usageError} from '../errors.js';
import {parseServiceArn, type ServiceArn} from './arn.js';

/** A service that was found, by its full ARN. */
export type Target = ServiceArn & {readonly id: string};

/** A full ARN needs no call at all; undefined when the words are not one. */
export function targetFromArn(words: string | undefined): Target | undefined {
  if (words === undefined) return undefined;
  const arn = parseServiceArn(words.trim());
  if (arn?.id !== undefined) return {...arn, id: arn.id};
  if (words.startsWith('arn:') && arn === undefined) {
    throw usageError(`not the ARN of an App Runner service: ${words}`, [
      'arn:aws:apprunner:<region>:<account>:service/<name>/<id>',
    ]);
  }
  return undefined;
}

/**
 * Finds a service by name, id, or the unambiguous beginning of a name; with no words, the only one there is.
 *
 * @throws DiagError (exit 3) that lists what the region holds
 */
export async function findTarget(aws: Aws, words: string | undefined, options: CallOptions = {}): Promise<Target> {
  const name = (words === undefined ? undefined : (parseServiceArn(words)?.name ?? words))?.trim();
  const {targets, region} = await list(aws, options);
  const names = targets.map((t) => t.name);
  if (targets.length === 0) {
    throw lookError(`no App Runner service in ${region}${name === undefined ? '' : `, so none called ${name}`}`, {
      code: 'SERVICE_NOT_FOUND',
      suggestions: ['another region: --region NAME', ...accountHint(aws)],
    });
  }
  if (name === undefined || name === '') {
    const [only, ...others] = targets;
    if (only !== undefined && others.length === 0) return only;
    throw lookError(`${region} has ${targets.length} App Runner services: say which one`, {
      code: 'SERVICE_AMBIGUOUS',
      suggestions: shorten(names),
    });
  }
  const exact = targets.filter((t) => t.name === name || t.id === name);
  const begins = exact.length > 0 ? exact : targets.filter((t) => t.name.startsWith(name));
  const loose = begins.length > 0 ? begins : targets.filter((t) => t.name.toLowerCase().startsWith(name.toLowerCase()));
  const [found, ...more] = loose;
  if (found !== undefined && more.length === 0) return found;
  if (found !== undefined) {
    throw lookError(`${name} is the beginning of ${loose.length} services in ${region}`, {
      code: 'SERVICE_AMBIGUOUS',
      suggestions: shorten(loose.map((t) => t.name)),
    });
  }
  throw notFound(name, region, names, aws);
}

/** The message for a service that is not there, with the nearest names first. */
export function notFound(name: string, region: string, names: readonly string[], aws: Aws): DiagError {
  return lookError(`no App Runner service called ${name} in ${region}`, {
    code: 'SERVICE_NOT_FOUND',
    suggestions: [
      ...(names.length === 0 ? [] : [`there is: ${shorten(nearest(name, names)).join(', ')}`]),
      'another region: --region NAME',
      ...accountHint(aws),
    ],
  });
}

/** After AWS said that an ARN does not exist: what does exist, as far as it may be listed. */
export async function explainMissing(aws: Aws, target: Target): Promise<DiagError> {
  let names: string[] = [];
  let same: Target | undefined;
  try {
    const {targets} = await list(aws);
    names = targets.map((t) => t.name);
    same = targets.find((t) => t.name === target.name && t.id !== target.id);
  } catch {
    // The listing only makes the message kinder.
  }
  if (same !== undefined) {
    return lookError(`the service ${target.name} has no id ${target.id} (any more): it was created anew`, {
      code: 'SERVICE_NOT_FOUND',
      suggestions: [same.arn],
    });
  }
  return notFound(target.name, target.region, names, aws);
}

async function list(aws: Aws, options: CallOptions = {}): Promise<{targets: Target[]; region: string}> {
  try {
    // The region may stand in a profile file: it is asked for beside the call, not before it.
    const [services, region] = await Promise.all([listServices(aws, options), aws.region()]);
    const targets = services.flatMap((s) => {
      const arn = s.ServiceArn === undefined ? undefined : parseServiceArn(s.ServiceArn);
      return arn?.id === undefined ? [] : [{...arn, id: arn.id}];
    });
    return {targets, region};
  } catch (error) {
    throw toDiagError(error, 'cannot list the App Runner services');
  }
}

function accountHint(aws: Aws): string[] {
  return aws.profile === undefined
    ? ['another account: --profile NAME']
    : [`another account than that of --profile ${aws.profile}?`];
}

function shorten(names: readonly string[]): string[] {
  const sorted = [...names];
  return sorted.length <= 20 ? sorted : [...sorted.slice(0, 20), `… and ${sorted.length - 20} more`];
}

function nearest(name: string, names: readonly string[]): string[] {
  return [...names]
    .map((n) => ({n, d: distance(name.toLowerCase(), n.toLowerCase())}))
    .sort((a, b) => a.d - b.d || (a.n < b.n ? -1 : 1))
    .map(({n}) => n);
}

/** Levenshtein's; service names have at most 40 characters. */
function distance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
