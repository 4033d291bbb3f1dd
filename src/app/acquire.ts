import type {Invocation} from '../base-command.js';
import type {Contract} from '../contract/model.js';
import {lookError, usageError} from '../errors.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {CollectOptions} from '../evidence/collect-options.js';
import type {Evidence, Service} from '../evidence/model.js';

export type Wanted = Omit<CollectOptions, 'service' | 'region' | 'profile' | 'signal' | 'progress' | 'timeoutMs'> & {
  readonly contract: Contract;
};

/**
 * The evidence that a command works on: read from `--bundle`, without any network, or collected from AWS.
 *
 * @throws DiagError: exit 2 for a bundle that cannot be used, 3 when AWS could not be looked at
 */
export async function acquireBundle(invocation: Invocation, wanted: Wanted): Promise<Bundle> {
  if (invocation.bundle !== undefined) return openBundle(invocation, invocation.bundle, wanted);
  const {collect} = await import('../evidence/collect.js');
  const bundle = await collect({
    ...wanted,
    service: invocation.service,
    region: invocation.region,
    profile: invocation.profile,
    signal: invocation.signal,
    progress: (text) => invocation.progress.update(text),
  });
  invocation.progress.stop();
  return bundle;
}

async function openBundle(invocation: Invocation, path: string, wanted: Wanted): Promise<Bundle> {
  const {readBundle} = await import('../evidence/bundle.js');
  const bundle = await readBundle(path);
  refuseOtherService(invocation, bundle);
  const request = {
    ...bundle.request,
    ...(wanted.deployment !== undefined && {deployment: wanted.deployment}),
    ...(wanted.good !== undefined && {good: wanted.good}),
    ...(wanted.bad !== undefined && {bad: wanted.bad}),
  };
  const {contract, contractChosenBy, baseline} = wanted;
  return {
    ...bundle,
    request,
    contract:
      contractChosenBy === 'configuration' ? {name: contract.name, chosenBy: contractChosenBy} : bundle.contract,
    ...(baseline !== undefined && {
      evidence: {
        ...bundle.evidence,
        baseline: {id: 'baseline', source: 'a file', at: bundle.collectedAt, status: 'collected', value: baseline},
      },
    }),
  };
}

/** A service named on the command line must be the bundle's: the answer would be about another one. */
function refuseOtherService({settings, bundle: path}: Invocation, bundle: Bundle): void {
  const named = settings.service;
  const {service} = bundle.evidence;
  if (named === undefined || service.status !== 'collected') return;
  if (named.origin !== 'the argument' && named.origin !== '--service') return;
  const {name, arn} = service.value;
  if (arn === named.value || name.startsWith(named.value)) return;
  throw usageError(`${path} holds evidence about ${name}, not about ${named.value}.`, [
    'Leave the service out, or leave --bundle out to look at AWS.',
  ]);
}

/** The service of a bundle, without which nothing can be judged. */
export function serviceOf(bundle: Bundle): Service {
  const evidence: Evidence<Service> = bundle.evidence.service;
  if (evidence.status === 'collected') return evidence.value;
  throw lookError(`The service could not be read: ${evidence.why}.`, {
    code: 'SERVICE_UNREADABLE',
    suggestions: 'fix' in evidence && evidence.fix !== undefined ? [evidence.fix] : [],
  });
}
