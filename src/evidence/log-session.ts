import {type Aws, openAws} from '../aws/clients.js';
import {AwsError} from '../aws/errors.js';
import type {LogPages} from '../aws/log-pages.js';
import {type LogQueries, openLogQueries, type QueryListener} from '../aws/log-queries.js';
import {readByStreams} from '../aws/log-streams.js';
import {describeStreams} from '../aws/logs.js';
import {openRenewingPages} from '../aws/renewing-pages.js';
import {type DiagError, lookError} from '../errors.js';
import type {Across} from '../logs/masking.js';
import type {LogGroup} from '../logs/merge.js';
import {Pacer, quotaOf} from '../logs/pacer.js';
import type {FetchPage, PageEvent} from '../logs/page.js';
import {collectOperations} from './collectors/operations.js';
import {collectService, type DescribedService} from './collectors/service.js';
import {type Examination, examine} from './examination.js';
import type {Operation} from './model.js';
import {createRedactor} from './redact.js';
import {explainMissing, findTarget, type Target, targetFromArn} from './target.js';

/** GetLogEvents a second and region, where it is least. */
const STREAM_QUOTA = 10;

export interface LogSessionOptions {
  readonly service?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly signal: AbortSignal;
}

export interface LogMask {
  readonly text: (text: string) => string;
  /** Values that run from one event into the next. */
  readonly across: Across;
  /** What its masks are called. */
  readonly labels: readonly string[];
}

/** What is needed to read and show the logs of one service. */
export interface LogSession {
  readonly target: Target;
  readonly groups: {readonly [G in LogGroup]: string};
  readonly fetchPage: FetchPage;
  /** AWS's time, epoch milliseconds. */
  readonly now: () => number;
  /** Calls of FilterLogEvents a second. */
  readonly quota: number;
  /** The service as it is now, or why it could not be read: then only what looks like a secret is masked. */
  service(): Promise<DescribedService | {readonly why: string}>;
  /** Masks the values of the service's variables and whatever looks like a secret. Waits for the service. */
  mask(): Promise<LogMask>;
  /** A window without FilterLogEvents. It may come without the streams that wrote least recently: then a remark says so. */
  readByStreams(
    name: string,
    window: {readonly from: number; readonly to: number},
    note: (text: string) => void,
  ): AsyncGenerator<readonly PageEvent[], void, void>;
  /** Searches by CloudWatch Logs Insights. */
  queries(listener: QueryListener): LogQueries;
  /** Newest first; throws when they cannot be read. */
  operations(requested?: string): Promise<readonly Operation[]>;
  /** The deployment asked for, by id or `latest`. */
  deployment(requested: string): Promise<Examination>;
  /**
   * Streams of the application's instances that have written since, and when each was created, epoch milliseconds; at
   * most the 200 that wrote last. Throws {@link AwsError} when they cannot be listed, or when no group is there.
   */
  instances(since: number): Promise<readonly {readonly stream: string; readonly createdAt: number}[]>;
  /** When one instance's stream was created, if AWS knows it. Throws as {@link instances} does. */
  instance(stream: string): Promise<number | undefined>;
  /** In words: why a log group is not there. */
  explainMissingGroup(group: LogGroup, bothMissing: boolean): Promise<DiagError>;
  close(): void;
}

/**
 * Finds the service and prepares the reading of its logs. With an ARN that takes no call at all, else one; what masks
 * values is asked for beside the first page.
 */
export async function openLogSession(options: LogSessionOptions): Promise<LogSession> {
  const named = targetFromArn(options.service);
  // No signal: a follow looks once more after it was told to end.
  const where = {region: named?.region ?? options.region, profile: options.profile};
  const aws = openAws(where);
  const {signal} = options;
  try {
    const target = named ?? (await findTarget(aws, options.service, {signal}));
    const pages = await openRenewingPages(aws, () => openAws({...where, renewed: true}));
    return sessionOf(aws, target, pages, signal);
  } catch (error) {
    aws.close();
    throw error;
  }
}

function sessionOf(aws: Aws, target: Target, pages: LogPages & {close(): void}, signal: AbortSignal): LogSession {
  const base = `/aws/apprunner/${target.name}/${target.id}`;
  let service: Promise<DescribedService | {readonly why: string}> | undefined;
  const readService = () => {
    service ??= describe(aws, target, signal);
    return service;
  };
  const operations = async (requested?: string) => {
    const found = await collectOperations(aws, target.arn, requested, signal);
    return 'value' in found ? found.value : [];
  };
  let instances: ReturnType<LogSession['instances']> | undefined;
  const readInstances = (since: number) => {
    instances ??= listInstances(aws, `${base}/application`, since, signal);
    return instances;
  };
  return {
    target,
    groups: {application: `${base}/application`, service: `${base}/service`},
    fetchPage: pages.fetchPage,
    now: pages.now,
    quota: quotaOf(target.region),
    service: readService,
    async mask() {
      const described = await readService();
      const values = 'why' in described ? [] : described.values.map(({name, value}) => [name, value] as const);
      const redactor = createRedactor({values, keep: [target.name, target.region]});
      return {
        text: (text) => redactor.text(text, 'application-log'),
        across: (before, after) => redactor.across(before, after, 'application-log'),
        labels: redactor.labels(),
      };
    },
    readByStreams: (name, window, note) =>
      readByStreams(aws, {group: name, ...window}, new Pacer({quota: STREAM_QUOTA}), signal, (streams) =>
        note(`${name} has more streams than are read one by one: those ${streams} that wrote last are shown.`),
      ),
    queries: (listener) => openLogQueries(aws, listener),
    operations,
    async deployment(requested) {
      const id = requested === 'latest' ? undefined : requested;
      return findDeployment(await operations(id), id, target, pages.now());
    },
    instances: readInstances,
    async instance(stream) {
      const {streams} = await describeStreams(aws, {group: `${base}/application`, prefix: stream}, {signal});
      return streams.find(({name}) => name === stream)?.createdAt;
    },
    explainMissingGroup: (group, bothMissing) => missingGroup(aws, target, group, bothMissing, readService),
    close() {
      pages.close();
      aws.close();
    },
  };
}

async function listInstances(
  aws: Aws,
  group: string,
  since: number,
  signal: AbortSignal,
): Promise<readonly {readonly stream: string; readonly createdAt: number}[]> {
  const {streams} = await describeStreams(aws, {group, since, maxPages: 4}, {signal});
  return streams.flatMap(({name, createdAt}) => (createdAt === undefined ? [] : [{stream: name, createdAt}]));
}

async function describe(aws: Aws, target: Target, signal: AbortSignal): Promise<DescribedService | {why: string}> {
  try {
    return await collectService(aws, target, signal);
  } catch (error) {
    return {
      why: error instanceof AwsError ? error.failure.why : error instanceof Error ? error.message : String(error),
    };
  }
}

function findDeployment(
  operations: readonly Operation[],
  id: string | undefined,
  target: Target,
  now: number,
): Examination {
  const examination = examine(operations, now, id);
  if (examination.operation !== undefined && examination.window !== undefined) return examination;
  const known = operations.slice(0, 5).map((o) => `${o.id} ${o.type ?? ''} ${o.status ?? ''}`.trim());
  throw lookError(
    id === undefined
      ? `The service ${target.name} has no deployment yet.`
      : `The service ${target.name} has no deployment ${id}.`,
    {
      code: 'DEPLOYMENT_NOT_FOUND',
      suggestions: known.length === 0 ? ['Leave --deployment out to see every line.'] : known,
    },
  );
}

/** Which of the four it is: never started, deleted, another id, another region. */
async function missingGroup(
  aws: Aws,
  target: Target,
  group: LogGroup,
  bothMissing: boolean,
  readService: () => Promise<DescribedService | {readonly why: string}>,
): Promise<DiagError> {
  const where = `/aws/apprunner/${target.name}/${target.id}/${group}`;
  const code = 'LOG_GROUP_NOT_FOUND';
  const described = await readService();
  if ('why' in described) {
    // The service itself is not there: wrong id, created anew, or another region.
    const why = await explainMissing(aws, target);
    return lookError(`No log group ${where}, and the service cannot be described (${described.why}): ${why.message}`, {
      code,
      suggestions: why.suggestions,
    });
  }
  const {status} = described.service;
  if (status === 'DELETED') {
    return lookError(`No log group ${where}: the service is deleted, and so is its log group.`, {code});
  }
  if (!bothMissing) {
    return lookError(
      `No log group ${where}: the container has never written a line. It never ran (architecture, entry point, role, secret, connector), or its first lines are still on their way.`,
      {
        code,
        suggestions: ['nerava-diag diagnose says which of them.', 'Look at App Runner’s own lines: --group service'],
      },
    );
  }
  return lookError(
    `No log group ${where}, though the service exists (${status ?? 'status unknown'}): App Runner has not written yet, or someone deleted the group.`,
    {
      code,
      suggestions: [
        'A new group appears with the next deployment.',
        'Follow it from its first line: nerava-diag logs --follow',
      ],
    },
  );
}
