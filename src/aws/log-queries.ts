import {setTimeout as sleep} from 'node:timers/promises';
import type {ResultField} from '@aws-sdk/client-cloudwatch-logs';
import {lookError} from '../errors.js';
import type {LogQuery, LogQueryAnswer, RunLogQuery} from '../logs/insights.js';
import type {PageEvent} from '../logs/page.js';
import type {Aws} from './clients.js';
import {AwsError, answered, MalformedAnswerError} from './errors.js';

export interface LogQueries {
  readonly run: RunLogQuery;
  /** What was done so far. AWS bills by the bytes scanned. */
  spent(): {readonly queries: number; readonly bytesScanned: number | undefined};
}

/** Between two looks at a query: most end within seconds. */
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2000;
/** Before another try when the account has no query left. */
const QUOTA_WAIT_MS = 3000;
/** Milliseconds that AWS is waited for where it gives no answer. */
const PATIENCE = {
  /** It throttles each try. */
  throttled: 10 * 60_000,
  /** It does not know a query's state. */
  unknown: 30_000,
};
type Patience = typeof PATIENCE;
/** Ending takes this long at most: the query would also end by itself. */
const STOP_MS = 2000;

export interface QueryListener {
  /** What is being done: replaced by what comes next. */
  readonly progress: (text: string) => void;
  /** A remark for the person in front. */
  readonly note: (text: string) => void;
}

/** Queries of CloudWatch Logs Insights: started, waited for, and stopped when nobody wants the answer any more. */
export function openLogQueries(aws: Aws, {progress, note}: QueryListener, patience: Patience = PATIENCE): LogQueries {
  const outside = new Set<string>();
  let queries = 0;
  let bytesScanned: number | undefined = 0;
  return {
    spent: () => ({queries, bytesScanned}),
    async run(query, signal) {
      let id: string;
      try {
        id = await start(aws, query, {signal, patience}, () =>
          progress('other queries use the quota of this account: waiting'),
        );
      } catch (error) {
        if (!isOutside(error)) throw error;
        if (!outside.has(query.group)) note(outsideText(query));
        outside.add(query.group);
        return {events: [], matched: 0};
      }
      queries += 1;
      let hasEnded = false;
      let scanned: number | undefined;
      try {
        const answer = await wait(aws, id, {signal, patience}, (status) => {
          hasEnded = status !== 'Running' && status !== 'Scheduled' && status !== 'Unknown';
          progress(`CloudWatch Logs Insights: query ${queries} is ${status.toLowerCase()}`);
        });
        scanned = answer.bytesScanned;
        return answer;
      } finally {
        // Nobody says what a query scanned that gave no answer, and it is billed too.
        bytesScanned = sum(bytesScanned, scanned);
        if (!hasEnded) await stop(aws, id);
      }
    },
  };
}

interface Waiting {
  readonly signal: AbortSignal;
  readonly patience: Patience;
}

/** @returns the id of the query */
async function start(aws: Aws, query: LogQuery, {signal, patience}: Waiting, onQuota: () => void): Promise<string> {
  const {StartQueryCommand} = await import('./sdk/logs.js');
  const client = await aws.client('logs');
  const began = performance.now();
  for (;;) {
    try {
      return await aws.run(
        'logs:StartQuery',
        async (abortSignal) => {
          const {queryId} = await client.send(
            new StartQueryCommand({
              logGroupName: query.group,
              // Seconds: wide enough for the window, which the query itself cuts to the millisecond.
              startTime: Math.max(0, Math.floor(query.from / 1000)),
              endTime: Math.floor(query.to / 1000) + 1,
              queryString: query.text,
              limit: query.limit,
            }),
            {abortSignal},
          );
          if (queryId === undefined || queryId === '') throw new MalformedAnswerError('the answer holds no query');
          return queryId;
        },
        {signal},
      );
    } catch (error) {
      if (!isThrottled(error) || performance.now() - began >= patience.throttled) throw error;
      onQuota();
      await sleep(QUOTA_WAIT_MS, undefined, {signal});
    }
  }
}

async function wait(
  aws: Aws,
  id: string,
  waiting: Waiting,
  onStatus: (status: string) => void,
): Promise<FinishedQuery> {
  const {signal, patience} = waiting;
  let unknownSince: number | undefined;
  for (let ms = FIRST_WAIT_MS; ; ms = Math.min(LONGEST_WAIT_MS, ms * 1.5)) {
    await sleep(ms, undefined, {signal});
    const page = await patientLook(aws, id, undefined, waiting);
    onStatus(page.status);
    switch (page.status) {
      case 'Complete':
        return whole(aws, id, page, waiting);
      case 'Scheduled':
      case 'Running':
        unknownSince = undefined;
        continue;
      case 'Unknown':
        unknownSince ??= performance.now();
        if (performance.now() - unknownSince < patience.unknown) continue;
        throw failed('AWS does not know what became of it');
      case 'Timeout':
        throw failed('it took longer than AWS lets a query run');
      case 'Cancelled':
        throw failed('someone stopped it');
      default:
        throw failed(`it ended as ${page.status}`);
    }
  }
}

interface FinishedQuery extends LogQueryAnswer {
  readonly bytesScanned?: number;
}

interface ResultPage extends FinishedQuery {
  readonly status: string;
  readonly token?: string;
}

/** While AWS throttles the query goes on: it is looked at again. */
async function patientLook(
  aws: Aws,
  id: string,
  token: string | undefined,
  {signal, patience}: Waiting,
): Promise<ResultPage> {
  const began = performance.now();
  for (let ms = FIRST_WAIT_MS; ; ms = Math.min(LONGEST_WAIT_MS, ms * 1.5)) {
    try {
      return await look(aws, id, token, signal);
    } catch (error) {
      if (!isThrottled(error) || performance.now() - began >= patience.throttled) throw error;
    }
    await sleep(ms, undefined, {signal});
  }
}

async function look(aws: Aws, id: string, token: string | undefined, signal: AbortSignal): Promise<ResultPage> {
  const {GetQueryResultsCommand} = await import('./sdk/logs.js');
  const client = await aws.client('logs');
  return aws.run(
    'logs:GetQueryResults',
    async (abortSignal) => {
      const {status, results, statistics, nextToken} = await client.send(
        new GetQueryResultsCommand({queryId: id, ...(token !== undefined && {nextToken: token})}),
        {abortSignal},
      );
      if (status === undefined) throw new MalformedAnswerError('the answer holds no status');
      return {
        status,
        events: answered(results, 'results').map(toEvent),
        ...(statistics?.recordsMatched !== undefined && {matched: statistics.recordsMatched}),
        ...(statistics?.bytesScanned !== undefined && {bytesScanned: statistics.bytesScanned}),
        ...(nextToken !== undefined && nextToken !== '' && {token: nextToken}),
      };
    },
    {signal},
  );
}

/** The answer with the pages that may follow the first. */
async function whole(aws: Aws, id: string, first: ResultPage, waiting: Waiting): Promise<FinishedQuery> {
  const events = [...first.events];
  for (let token = first.token; token !== undefined; ) {
    const page = await patientLook(aws, id, token, waiting);
    for (const event of page.events) events.push(event);
    token = page.token === token ? undefined : page.token;
  }
  return {...first, events};
}

/** Only ever a query that this run started. Whether it worked changes nothing: a query also ends by itself. */
async function stop(aws: Aws, id: string): Promise<void> {
  const {StopQueryCommand} = await import('./sdk/logs.js');
  const client = await aws.client('logs');
  try {
    await aws.run('logs:StopQuery', (abortSignal) => client.send(new StopQueryCommand({queryId: id}), {abortSignal}), {
      timeoutMs: STOP_MS,
    });
  } catch {
    // What ended the wait is the thing to report.
  }
}

function toEvent(row: readonly ResultField[]): PageEvent {
  const fields = new Map(row.map(({field, value}) => [field, value]));
  const [time, message, stream] = [fields.get('@timestamp'), fields.get('@message'), fields.get('@logStream')];
  // "2026-01-23 17:00:00.000", UTC.
  const timestamp = time === undefined ? Number.NaN : Date.parse(`${time.replace(' ', 'T')}Z`);
  if (Number.isNaN(timestamp) || message === undefined || stream === undefined) {
    throw new MalformedAnswerError('a row of the answer is no log line');
  }
  return {timestamp, message, logStreamName: stream};
}

function failed(why: string) {
  return lookError(`The query of CloudWatch Logs Insights gave no answer: ${why}.`, {
    code: 'QUERY_FAILED',
    suggestions: ['Ask for a shorter window: --since, --until.', 'Or read page by page: leave --insights out.'],
  });
}

/** AWS refuses a window that ends before a log group was made, or that its retention has swept away. */
function isOutside(error: unknown): boolean {
  if (!(error instanceof AwsError) || error.failure.code !== 'MalformedQueryException') return false;
  return /creation time|retention/.test(error.failure.why);
}

function outsideText({group, to}: LogQuery): string {
  return `CloudWatch Logs Insights cannot search ${group} up to ${new Date(to).toISOString()}: that is before the group was made, or longer ago than it keeps lines.`;
}

/** Unknown as soon as one part is. */
function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function isThrottled(error: unknown): boolean {
  return error instanceof AwsError && error.failure.kind === 'throttled';
}
