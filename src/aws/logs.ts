import type {FilteredLogEvent, LogStream} from '@aws-sdk/client-cloudwatch-logs';
import type {Aws, CallOptions} from './clients.js';
import {answered} from './errors.js';

export interface RawLogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
  /** FilterLogEvents only; opaque. */
  readonly eventId?: string;
}

export interface LogStreamFacts {
  readonly name: string;
  readonly createdAt?: number;
  readonly firstEventAt?: number;
  /** As CloudWatch says; it can be an hour behind. */
  readonly lastEventAt?: number;
}

export interface FilterQuery {
  readonly group: string;
  /** Epoch milliseconds, inclusive. */
  readonly from?: number | undefined;
  /** Epoch milliseconds, inclusive. */
  readonly to?: number | undefined;
  readonly streams?: readonly string[] | undefined;
  readonly streamPrefix?: string | undefined;
  readonly pattern?: string | undefined;
  readonly limit?: number | undefined;
}

/** One page of FilterLogEvents. A page may be empty and still have a token: only an absent token ends. */
export async function filterPage(
  aws: Aws,
  query: FilterQuery,
  token?: string,
  options: CallOptions = {},
): Promise<{events: RawLogEvent[]; nextToken?: string}> {
  const {FilterLogEventsCommand} = await import('./sdk/logs.js');
  const client = await aws.client('logs');
  const answer = await aws.run(
    'logs:FilterLogEvents',
    async (abortSignal) => {
      const {events, nextToken} = await client.send(
        new FilterLogEventsCommand({
          logGroupName: query.group,
          ...(query.from !== undefined && {startTime: Math.max(0, Math.floor(query.from))}),
          // Documented as inclusive, exclusive in practice: ask for one more and drop it here.
          ...(query.to !== undefined && {endTime: Math.floor(query.to) + 1}),
          ...(query.streams !== undefined && {logStreamNames: [...query.streams]}),
          ...(query.streamPrefix !== undefined && {logStreamNamePrefix: query.streamPrefix}),
          ...(query.pattern !== undefined && {filterPattern: query.pattern}),
          ...(query.limit !== undefined && {limit: query.limit}),
          ...(token !== undefined && {nextToken: token}),
        }),
        {abortSignal},
      );
      return {events: answered(events, 'events'), nextToken};
    },
    options,
  );
  const wanted = query.streams === undefined ? undefined : new Set(query.streams);
  const events = answer.events
    .flatMap(toEvent)
    .filter(
      (e) =>
        (query.to === undefined || e.timestamp <= query.to) &&
        (query.from === undefined || e.timestamp >= query.from) &&
        (wanted === undefined || wanted.has(e.stream)),
    );
  return {events, ...(isToken(answer.nextToken) && {nextToken: answer.nextToken})};
}

/** All pages, at most `maxPages`; `nextToken` is what is left to read. */
export async function filterAll(
  aws: Aws,
  query: FilterQuery,
  options: CallOptions & {readonly maxPages?: number; readonly token?: string | undefined} = {},
): Promise<{events: RawLogEvent[]; nextToken?: string}> {
  const events: RawLogEvent[] = [];
  let token = options.token;
  for (let page = 0; page < (options.maxPages ?? 20); page++) {
    const answer = await filterPage(aws, query, token, options);
    for (const event of answer.events) events.push(event);
    if (answer.nextToken === undefined || answer.nextToken === token) return {events};
    token = answer.nextToken;
  }
  return {events, ...(token !== undefined && {nextToken: token})};
}

/** One page of one stream: the newest events unless `fromHead`. */
export async function getStreamPage(
  aws: Aws,
  query: {
    readonly group: string;
    readonly stream: string;
    readonly from?: number | undefined;
    readonly to?: number | undefined;
    readonly fromHead?: boolean;
    readonly limit?: number;
    readonly token?: string | undefined;
  },
  options: CallOptions = {},
): Promise<{events: RawLogEvent[]; forwardToken?: string; backwardToken?: string}> {
  const {GetLogEventsCommand} = await import('./sdk/logs.js');
  const client = await aws.client('logs');
  const answer = await aws.run(
    'logs:GetLogEvents',
    async (abortSignal) => {
      const {events, nextForwardToken, nextBackwardToken} = await client.send(
        new GetLogEventsCommand({
          logGroupName: query.group,
          logStreamName: query.stream,
          startFromHead: query.fromHead ?? false,
          ...(query.from !== undefined && {startTime: Math.max(0, Math.floor(query.from))}),
          ...(query.to !== undefined && {endTime: Math.floor(query.to) + 1}),
          ...(query.limit !== undefined && {limit: query.limit}),
          ...(query.token !== undefined && {nextToken: query.token}),
        }),
        {abortSignal},
      );
      return {events: answered(events, 'events'), nextForwardToken, nextBackwardToken};
    },
    options,
  );
  const events = answer.events.flatMap((e) => toEvent({...e, logStreamName: query.stream}));
  return {
    events,
    ...(isToken(answer.nextForwardToken) && {forwardToken: answer.nextForwardToken}),
    ...(isToken(answer.nextBackwardToken) && {backwardToken: answer.nextBackwardToken}),
  };
}

/** CloudWatch says when a stream last wrote an hour late, as a rule. */
const BEHIND_MS = 2 * 3_600_000;

/** Whether a stream may hold events from a time on, as far as CloudWatch says. */
export function mayHaveWritten({lastEventAt}: LogStreamFacts, since: number): boolean {
  return lastEventAt === undefined || lastEventAt >= since - BEHIND_MS;
}

/** Streams of a group: by prefix in the order of names, else those with the newest events first. */
export async function describeStreams(
  aws: Aws,
  query: {
    readonly group: string;
    readonly prefix?: string;
    /** Epoch milliseconds: without a prefix the listing ends at the first stream that has not written since. */
    readonly since?: number;
    readonly maxPages?: number;
  },
  options: CallOptions = {},
): Promise<{streams: LogStreamFacts[]; complete: boolean}> {
  const {DescribeLogStreamsCommand} = await import('./sdk/logs.js');
  const client = await aws.client('logs');
  const streams: LogStreamFacts[] = [];
  let token: string | undefined;
  for (let page = 0; page < (query.maxPages ?? 1); page++) {
    const answer = await aws.run(
      'logs:DescribeLogStreams',
      async (abortSignal) => {
        const {logStreams, nextToken} = await client.send(
          new DescribeLogStreamsCommand({
            logGroupName: query.group,
            limit: 50,
            ...(query.prefix === undefined
              ? {orderBy: 'LastEventTime' as const, descending: true}
              : {orderBy: 'LogStreamName' as const, logStreamNamePrefix: query.prefix}),
            ...(token !== undefined && {nextToken: token}),
          }),
          {abortSignal},
        );
        return {logStreams: answered(logStreams, 'logStreams'), nextToken};
      },
      options,
    );
    streams.push(...answer.logStreams.flatMap(toStream));
    const last = streams.at(-1);
    const isPast = query.since !== undefined && last !== undefined && !mayHaveWritten(last, query.since);
    if (!isToken(answer.nextToken) || isPast) return {streams, complete: true};
    token = answer.nextToken;
  }
  return {streams, complete: false};
}

function toEvent(event: FilteredLogEvent): RawLogEvent[] {
  if (event.timestamp === undefined || event.message === undefined || event.logStreamName === undefined) return [];
  return [
    {
      timestamp: event.timestamp,
      stream: event.logStreamName,
      message: event.message,
      ...(event.eventId !== undefined && {eventId: event.eventId}),
    },
  ];
}

function toStream(stream: LogStream): LogStreamFacts[] {
  if (stream.logStreamName === undefined) return [];
  return [
    {
      name: stream.logStreamName,
      ...(stream.creationTime !== undefined && {createdAt: stream.creationTime}),
      ...(stream.firstEventTimestamp !== undefined && {firstEventAt: stream.firstEventTimestamp}),
      ...(stream.lastEventTimestamp !== undefined && {lastEventAt: stream.lastEventTimestamp}),
    },
  ];
}

function isToken(token: string | undefined): token is string {
  return token !== undefined && token !== '';
}
