import {createAccessLog, type OperationAccess, simulateUnknown} from '../aws/access.js';
import {openAws} from '../aws/clients.js';
import {type CredentialFacts, credentialFacts} from '../aws/credentials.js';
import {AwsError} from '../aws/errors.js';
import {callerIdentity} from '../aws/identity.js';
import type {Invocation} from '../base-command.js';
import {DiagError} from '../errors.js';
import type {Bundle} from '../evidence/bundle-model.js';
import {collectThrough} from '../evidence/collect.js';
import {targetFromArn} from '../evidence/target.js';
import type {ChosenContract} from './chosen-contract.js';

/** What a whole look showed of the one who looks. Undefined: not known. */
export interface Access {
  readonly bundle: Bundle | undefined;
  /** Why there is no bundle. */
  readonly failure: DiagError | undefined;
  readonly identity: {readonly arn?: string; readonly account?: string} | undefined;
  readonly credentials: CredentialFacts | undefined;
  readonly region: string | undefined;
  readonly operations: readonly OperationAccess[];
  /** Milliseconds by which AWS's clock is ahead of this machine's. */
  readonly aheadMs: number | undefined;
}

/** Nobody waits long for what only makes the answer kinder. */
const KINDNESS_MS = 5_000;

/** Reads everything once, as diagnose would, and keeps what each call showed of the caller's own access. */
export async function lookAtAccess(invocation: Invocation, chosen: ChosenContract): Promise<Access> {
  const {service, progress} = invocation;
  const ended = new AbortController();
  const signal = AbortSignal.any([invocation.signal, ended.signal]);
  const log = createAccessLog();
  const region = targetFromArn(service)?.region ?? invocation.region;
  const aws = openAws({region, profile: invocation.profile, signal, observer: log});
  const brief = {signal, timeoutMs: KINDNESS_MS};
  try {
    const looked = await orFailure(
      collectThrough(aws, {...chosen, service, signal, progress: (text) => progress.update(text)}),
      signal,
    );
    const bundle = looked instanceof DiagError ? undefined : looked;
    const identity = await identityOf(bundle, () => unlessFailed(callerIdentity(aws, brief)));
    return {
      bundle,
      failure: looked instanceof DiagError ? looked : undefined,
      identity,
      credentials: await unlessFailed(credentialFacts(aws, brief)),
      region: await unlessFailed(aws.region()),
      operations:
        identity?.arn === undefined ? log.access() : await simulateUnknown(aws, log.access(), identity.arn, brief),
      aheadMs: log.aheadMs(),
    };
  } finally {
    progress.stop();
    // Ends what still hangs, so that no socket keeps the process alive.
    ended.abort();
    aws.close();
  }
}

async function identityOf(bundle: Bundle | undefined, ask: () => Promise<Access['identity']>) {
  if (bundle === undefined) return ask();
  const {identity} = bundle.evidence;
  return identity.status === 'collected' ? identity.value : undefined;
}

/** That it could not look is an answer of doctor's; that it was called wrongly is none. */
async function orFailure(looking: Promise<Bundle>, signal: AbortSignal): Promise<Bundle | DiagError> {
  try {
    return await looking;
  } catch (error) {
    if (signal.aborted && signal.reason instanceof DiagError) return signal.reason;
    if (error instanceof DiagError && error.exitCode === 3) return error;
    throw error;
  }
}

async function unlessFailed<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
