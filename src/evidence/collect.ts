import {type Aws, openAws} from '../aws/clients.js';
import {mayHaveRootRule} from '../aws/ecr.js';
import {toDiagError} from '../aws/errors.js';
import {lookError} from '../errors.js';
import {toolVersion} from '../version.js';
import {attempt, type Found, isNotFound} from './attempt.js';
import type {Bundle} from './bundle-model.js';
import type {CollectOptions} from './collect-options.js';
import {collectApplicationLog, readStreams, type StreamListing} from './collectors/application-log.js';
import {collectIdentity} from './collectors/identity.js';
import {collectOperations} from './collectors/operations.js';
import {OPTIONAL_COLLECTORS} from './collectors/optional.js';
import type {OptionalContext} from './collectors/optional-context.js';
import {readImages} from './collectors/read-images.js';
import {type ResolvedSecrets, resolveSecrets} from './collectors/resolve-secrets.js';
import {withMissingKeys} from './collectors/secrets.js';
import {collectService, type DescribedService, dressService} from './collectors/service.js';
import {collectServiceLog, type EventsPage, readEventsPage} from './collectors/service-log.js';
import {newSalt} from './describe-value.js';
import {type Examination, examine} from './examination.js';
import {EVIDENCE_IDS} from './ids.js';
import type {ApplicationLog, Evidence, EvidenceId, EvidenceSet, EvidenceValues} from './model.js';
import {redactEvidence} from './redact-evidence.js';
import {explainMissing, findTarget, type Target, targetFromArn} from './target.js';
import {createVariables} from './variables.js';

export type {CollectOptions} from './collect-options.js';

/** Milliseconds that a collector may take. Optional ones are cut early: no answer waits for them. */
const DEADLINE = {service: 20_000, operations: 12_000, logs: 30_000, images: 30_000, optional: 5_000};

/** What else must be read for a piece of evidence. */
const DEPENDS: {readonly [K in EvidenceId]?: readonly EvidenceId[]} = {
  'service-log': ['operations'],
  'application-log': ['operations'],
  'image-attempted': ['operations', 'service-log'],
  'image-running': ['operations'],
  'change-history': ['operations'],
  metrics: ['operations'],
};

/**
 * Collects the evidence about one service: in parallel where nothing depends, each piece under its own deadline, a
 * failing one becoming a gap. Redacted before it is returned; no plain value leaves.
 *
 * @throws DiagError (exit 3) when the service itself cannot be found or read, or the deployment that was asked for is
 * not among its operations
 */
export async function collect(options: CollectOptions): Promise<Bundle> {
  const ended = new AbortController();
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => ended.abort(outOfTime()), Math.max(1, options.timeoutMs));
  const signal = AbortSignal.any([ended.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const region = targetFromArn(options.service)?.region ?? options.region;
  const aws = openAws({region, profile: options.profile, signal});
  try {
    return await collectThrough(aws, {...options, signal});
  } finally {
    clearTimeout(timer);
    // Ends what still hangs, so that no socket keeps the process alive.
    ended.abort();
    aws.close();
  }
}

/** The same through clients that are open already and stay open: for a look at many services. */
export function collectThrough(
  aws: Aws,
  options: Omit<CollectOptions, 'region' | 'profile' | 'timeoutMs'>,
): Promise<Bundle> {
  return run(aws, targetFromArn(options.service), options, options.signal ?? new AbortController().signal);
}

async function run(aws: Aws, named: Target | undefined, options: CollectOptions, signal: AbortSignal): Promise<Bundle> {
  const now = options.now ?? Date.now;
  const collectedAt = new Date(now()).toISOString();
  const salt = options.salt ?? newSalt();
  const variables = createVariables(options.contract, salt);
  const wanted = wantedIds(options.only);
  const progress = options.progress ?? (() => {});
  const timed = <K extends EvidenceId>(
    id: K,
    source: string,
    deadlineMs: number,
    work: (signal: AbortSignal) => Promise<Found<EvidenceValues[K]>>,
  ): Promise<Evidence<EvidenceValues[K]>> => {
    if (!wanted.has(id)) return Promise.resolve(skipped(id, source, 'it was not asked for', now));
    return attempt(id, {source, now, deadlineMs, signal}, work);
  };

  // Nothing here depends on the service: it is asked while the service is still being looked for.
  const identity = timed('identity', 'sts:GetCallerIdentity', DEADLINE.optional, (s) => collectIdentity(aws, s));
  if (named === undefined) progress('finding the service');
  const target = named ?? (await findTarget(aws, options.service));

  // First round: all that follows from the ARN, log group names included.
  progress(`reading ${target.name}`);
  const groups = {
    service: `/aws/apprunner/${target.name}/${target.id}/service`,
    application: `/aws/apprunner/${target.name}/${target.id}/application`,
  };
  const describing = readServiceOrFail(aws, target, signal);
  const operations = timed('operations', 'apprunner:ListOperations', DEADLINE.operations, (s) =>
    collectOperations(aws, target.arn, options.deployment, s),
  );
  const page: Promise<EventsPage> = wanted.has('service-log')
    ? readEventsPage(aws, groups.service, signal)
    : Promise.resolve({status: 'failed', error: new Error('not asked for')});
  const listing: Promise<StreamListing> = wanted.has('application-log')
    ? readStreams(aws, groups.application, signal)
    : Promise.resolve({status: 'failed', error: new Error('not asked for')});
  // Modules of later rounds load while the first answers are on their way.
  if (wanted.has('image-running')) {
    void aws.client('ecr').catch(() => undefined);
    void mayHaveRootRule(aws, {registryId: target.account, region: target.region}, {signal});
  }

  const described = await describing;
  for (const {name, value} of described.values) variables.add(name, value);
  options.onValues?.(described.values);

  const startOptional = (collectors: typeof OPTIONAL_COLLECTORS, examination?: Examination) => {
    const {configuration, service} = described;
    const context: OptionalContext = {aws, target, service, secrets: configuration.secrets, examination, now};
    return collectors.map(({id, source, collect: work}) =>
      timed(id, source, DEADLINE.optional, (s) => work(context, s) as Promise<Found<never>>),
    );
  };
  // Most of them hang on the service alone: a listing of operations that does not answer holds none of these up.
  const early = startOptional(OPTIONAL_COLLECTORS.filter(({needsExamination}) => needsExamination !== true));
  const untouched: ResolvedSecrets = {secrets: described.configuration.secrets, missingKeys: new Map()};
  const resolving =
    options.resolveSecrets === true
      ? within(DEADLINE.optional, signal, (s) =>
          resolveSecrets(aws, described.configuration.secrets, variables, s),
        ).catch(() => untouched)
      : untouched;

  const found = examinationOf(await operations, options, now);

  progress(describeExamination(found));
  const serviceLog = timed('service-log', 'logs:GetLogEvents', DEADLINE.logs, async (s) =>
    collectServiceLog(aws, groups.service, await page, found, s),
  );
  const applicationLog = waitForLines(
    () =>
      timed('application-log', 'logs:FilterLogEvents', DEADLINE.logs, async (s): Promise<Found<ApplicationLog>> => {
        if (found === undefined) return {skipped: 'the operations could not be read: no deployment is known'};
        return collectApplicationLog(aws, groups.application, await listing, found, s);
      }),
    found,
    {seconds: options.waitLogsSeconds ?? 0, signal, progress},
  );
  const lateCollectors = OPTIONAL_COLLECTORS.filter(({needsExamination}) => needsExamination === true);
  const late = startOptional(lateCollectors, found);

  const changes = late[lateCollectors.findIndex(({id}) => id === 'change-history')] as
    | Promise<Evidence<EvidenceValues['change-history']>>
    | undefined;
  const images = readImages({
    aws,
    described,
    examination: found,
    good: options.good,
    bad: options.bad,
    page,
    serviceLog,
    changes: changes ?? Promise.resolve(skipped('change-history', 'nothing', 'it is not collected', now)),
    variables,
    timed: (id, limit, work) =>
      timed(id, 'ecr:BatchGetImage', limit === 'images' ? DEADLINE.images : DEADLINE.logs + DEADLINE.images, work),
  });

  const {secrets, missingKeys} = await resolving;
  const collected: Evidence<unknown>[] = [
    await identity,
    {
      id: 'service',
      source: 'apprunner:DescribeService',
      at: collectedAt,
      status: 'collected',
      value: dressService(described, variables.describe, secrets),
    },
    await operations,
    await serviceLog,
    await applicationLog,
    ...(await images),
    ...(await Promise.all([...early, ...late])),
    options.baseline === undefined
      ? skipped('baseline', 'a file', 'no baseline was given', now)
      : {id: 'baseline', source: 'a file', at: collectedAt, status: 'collected', value: options.baseline},
    skipped('image-files', 'the layers that differ', 'files of the images were not compared', now),
  ];
  const complete = inOrder(collected, now);
  const refined = {...complete, secrets: withMissingKeys(complete.secrets, missingKeys)};
  const {evidence, redactions} = redactEvidence(refined, {
    values: variables.values(),
    keep: keepVisible(described),
  });
  return {
    format: 'nerava-diag-bundle',
    schemaVersion: 1,
    tool: {name: 'nerava-diag', version: toolVersion()},
    collectedAt,
    request: {
      ...(options.service !== undefined && {service: options.service}),
      ...(options.deployment !== undefined && {deployment: options.deployment}),
      ...(options.good !== undefined && {good: options.good}),
      ...(options.bad !== undefined && {bad: options.bad}),
    },
    salt,
    contract: {name: options.contract.name, chosenBy: options.contractChosenBy},
    evidence,
    redactions,
  };
}

async function readServiceOrFail(aws: Aws, target: Target, signal: AbortSignal): Promise<DescribedService> {
  try {
    return await collectService(aws, target, signal);
  } catch (error) {
    if (isNotFound(error)) throw await explainMissing(aws, target);
    throw toDiagError(error, `cannot read the service ${target.name}`);
  }
}

function examinationOf(
  operations: Evidence<EvidenceValues['operations']>,
  options: CollectOptions,
  now: () => number,
): Examination | undefined {
  if (operations.status !== 'collected') return undefined;
  const found = examine(operations.value, now(), options.deployment);
  if (options.deployment !== undefined && found.operation === undefined) {
    throw lookError(
      `no deployment ${options.deployment} among the ${operations.value.length} operations of the service`,
      {
        code: 'DEPLOYMENT_NOT_FOUND',
        suggestions: operations.value.slice(0, 5).map((o) => `${o.id} ${o.type ?? ''} ${o.status ?? ''}`.trim()),
      },
    );
  }
  return found;
}

/** The reason by which a call tells the end of the run's time from an interruption. */
function outOfTime(): Error {
  const reason = new Error('the time given for the run is over');
  reason.name = 'TimeoutError';
  return reason;
}

/** Work that must not hold up the answer: cut off after so many milliseconds. */
async function within<T>(ms: number, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), ms);
  const signal = AbortSignal.any([outer, deadline.signal]);
  try {
    return await work(signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks at the application log again until a new instance has written, or the time is over. */
async function waitForLines(
  look: () => Promise<Evidence<ApplicationLog>>,
  examination: Examination | undefined,
  wait: {readonly seconds: number; readonly signal: AbortSignal; readonly progress: (text: string) => void},
): Promise<Evidence<ApplicationLog>> {
  const until = performance.now() + wait.seconds * 1000;
  const pause = Math.min(5_000, Math.max(250, (wait.seconds * 1000) / 6));
  let last = await look();
  while (
    examination?.window !== undefined &&
    isEmpty(last) &&
    performance.now() + pause <= until &&
    !wait.signal.aborted
  ) {
    wait.progress(
      `no line of a new instance yet; looking again for ${Math.ceil((until - performance.now()) / 1000)} s`,
    );
    await sleep(pause, wait.signal);
    if (wait.signal.aborted) break;
    const next = await look();
    // A look that fails is no reason to forget the one before it.
    if (next.status === 'collected' || next.status === 'absent') last = next;
  }
  return last;
}

function isEmpty(log: Evidence<ApplicationLog>): boolean {
  return log.status === 'absent' || (log.status === 'collected' && log.value.events.length === 0);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, {once: true});
    if (signal.aborted) done();
  });
}

function wantedIds(only: readonly EvidenceId[] | undefined): ReadonlySet<EvidenceId> {
  if (only === undefined) return new Set(EVIDENCE_IDS);
  return new Set(only.flatMap((id) => [id, ...(DEPENDS[id] ?? [])]));
}

function skipped<K extends EvidenceId>(
  id: K,
  source: string,
  why: string,
  now: () => number,
): Evidence<EvidenceValues[K]> {
  return {id, source, at: new Date(now()).toISOString(), status: 'skipped', why};
}

function inOrder(collected: readonly Evidence<unknown>[], now: () => number): EvidenceSet {
  const entries = EVIDENCE_IDS.map((id) => [
    id,
    collected.find((e) => e.id === id) ?? skipped(id, 'nothing', 'it is not collected', now),
  ]);
  return Object.fromEntries(entries) as EvidenceSet;
}

/** Words that must stay readable even where a variable happens to hold them too. */
function keepVisible({service, configuration}: DescribedService): string[] {
  const image = service.source.kind === 'image' ? service.source.image : undefined;
  return [
    service.name,
    service.id,
    service.arn,
    service.region,
    service.account,
    image,
    service.url,
    service.healthCheck?.path,
    configuration.port,
    service.instanceRoleArn,
    service.accessRoleArn,
  ].filter((word): word is string => word !== undefined);
}

function describeExamination(examination: Examination | undefined): string {
  if (examination?.operation === undefined) return 'reading logs and images';
  const {operation, state} = examination;
  return `reading logs and images of ${operation.type ?? 'operation'} ${operation.id} (${state})`;
}
