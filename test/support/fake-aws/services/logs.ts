import {AwsError} from '../aws-error.js';
import {firstAt, inOrder, type StoredEvent, type StoredGroup} from '../log-store.js';
import {number, type Params, page, text, texts} from '../params.js';
import type {World} from '../world.js';
import {compilePattern} from './logs-pattern.js';

/** How the log service cuts its pages. */
export interface LogPaging {
  /** Default 10 000. */
  readonly events: number;
  /** Bytes of messages, 26 more an event. Default 1 MiB. */
  readonly bytes: number;
  /** Empty pages with a token before the first events of a query. */
  readonly emptyPages: number;
}

const OVERHEAD = 26;

export function logs(paging: LogPaging) {
  return {
    DescribeLogStreams(params: Params, world: World): unknown {
      const group = findGroup(params, world);
      const prefix = text(params, 'logStreamNamePrefix');
      const byTime = text(params, 'orderBy') === 'LastEventTime';
      if (byTime && prefix !== undefined) {
        throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
      }
      const limit = number(params, 'limit') ?? 50;
      if (limit < 1 || limit > 50) throw invalid('limit', 'must have value less than or equal to 50');
      const streams = [...group.streams]
        .filter(([name]) => name.startsWith(prefix ?? ''))
        .sort(([a, x], [b, y]) => (byTime ? lastOf(x) - lastOf(y) : a < b ? -1 : 1));
      if (params['descending'] === true) streams.reverse();
      const {items, next} = page(streams, limit, text(params, 'nextToken'));
      return {
        logStreams: items.map(([name, events]) => ({
          logStreamName: name,
          creationTime: (events[0]?.timestamp ?? Date.parse(world.dataset.now)) - 500,
          ...(events.length > 0 && {
            firstEventTimestamp: events[0]?.timestamp,
            lastEventTimestamp: lastOf(events),
            lastIngestionTime: Math.max(...events.slice(-100).map((event) => event.ingestionTime)),
          }),
          arn: `arn:aws:logs:${world.region}:${world.account}:log-group:${group.name}:log-stream:${name}`,
          storedBytes: 0,
        })),
        ...(next !== undefined && {nextToken: next}),
      };
    },

    FilterLogEvents(params: Params, world: World): unknown {
      const group = findGroup(params, world);
      const limit = number(params, 'limit') ?? paging.events;
      if (limit < 1 || limit > 10_000) throw invalid('limit', 'must have value less than or equal to 10000');
      const names = texts(params, 'logStreamNames');
      const prefix = text(params, 'logStreamNamePrefix');
      if (names !== undefined && prefix !== undefined) {
        throw new AwsError('InvalidParameterException', 'logStreamNames and logStreamNamePrefix are exclusive.');
      }
      if (names !== undefined && names.length > 100) throw invalid('logStreamNames', 'must have length at most 100');
      for (const name of names ?? []) if (!group.streams.has(name)) throw noStream();
      const wanted = names === undefined ? undefined : new Set(names);
      const matches = compilePattern(text(params, 'filterPattern') ?? '');
      const end = number(params, 'endTime') ?? Infinity;

      const query = JSON.stringify([
        group.name,
        names,
        prefix,
        params['startTime'],
        params['endTime'],
        params['filterPattern'],
      ]);
      const position = readToken(text(params, 'nextToken'), query);
      if (position.emptyPages < paging.emptyPages) {
        const nextToken = writeToken({...position, emptyPages: position.emptyPages + 1}, query);
        return {events: [], searchedLogStreams: [], nextToken};
      }
      const found: StoredEvent[] = [];
      let bytes = 0;
      let last = position.after;
      let more = false;
      const all = group.events;
      for (let i = startIndex(all, number(params, 'startTime') ?? 0, position.after); i < all.length; i++) {
        const event = all[i];
        if (event === undefined || event.timestamp >= end) break;
        if (wanted !== undefined && !wanted.has(event.stream)) continue;
        if (prefix !== undefined && !event.stream.startsWith(prefix)) continue;
        if (!matches(event.message)) continue;
        const size = Buffer.byteLength(event.message) + OVERHEAD;
        if (found.length > 0 && (found.length >= Math.min(limit, paging.events) || bytes + size > paging.bytes)) {
          more = true;
          break;
        }
        bytes += size;
        found.push(event);
        last = keyOf(event);
      }
      return {
        events: found.map(({stream, timestamp, message, ingestionTime, eventId}) => ({
          logStreamName: stream,
          timestamp,
          message,
          ingestionTime,
          eventId,
        })),
        searchedLogStreams: [],
        ...(more && {nextToken: writeToken({...position, after: last}, query)}),
      };
    },

    GetLogEvents(params: Params, world: World): unknown {
      const group = findGroup(params, world);
      const events = group.streams.get(text(params, 'logStreamName') ?? '');
      if (events === undefined) throw noStream();
      const start = firstAt(events, number(params, 'startTime') ?? 0);
      const end = firstAt(events, number(params, 'endTime') ?? Infinity);
      const limit = Math.min(number(params, 'limit') ?? 10_000, paging.events);
      const token = /^([fb])\/(\d+)$/.exec(text(params, 'nextToken') ?? '');
      if (params['nextToken'] !== undefined && token === null) throw badToken();
      const forward = token === null ? params['startFromHead'] === true : token[1] === 'f';
      const at = token === null ? (forward ? start : end) : Math.min(Math.max(Number(token[2]), start), end);
      const [from, to] = forward
        ? [at, grow(events, at, end, 1, limit, paging.bytes)]
        : [grow(events, at - 1, start - 1, -1, limit, paging.bytes) + 1, at];
      return {
        events: events
          .slice(from, to)
          .map(({timestamp, message, ingestionTime}) => ({timestamp, message, ingestionTime})),
        nextForwardToken: `f/${String(to).padStart(56, '0')}`,
        nextBackwardToken: `b/${String(from).padStart(56, '0')}`,
      };
    },
  };
}

/** Walks from `at` towards `stop` until a page is full; answers where it stopped. */
function grow(
  events: readonly StoredEvent[],
  at: number,
  stop: number,
  step: 1 | -1,
  limit: number,
  bytes: number,
): number {
  let size = 0;
  let count = 0;
  let i = at;
  for (; i !== stop; i += step) {
    size += Buffer.byteLength(events[i]?.message ?? '') + OVERHEAD;
    if (count > 0 && (count >= limit || size > bytes)) break;
    count++;
  }
  return i;
}

type Key = readonly [timestamp: number, ingestionTime: number, sequence: number];

interface Position {
  readonly after: Key | null;
  readonly emptyPages: number;
}

function keyOf(event: StoredEvent): Key {
  return [event.timestamp, event.ingestionTime, event.sequence];
}

function startIndex(events: readonly StoredEvent[], start: number, after: Key | null): number {
  if (after === null) return firstAt(events, start);
  const [timestamp, ingestionTime, sequence] = after;
  const last = {timestamp, ingestionTime, sequence, stream: '', message: '', eventId: ''};
  let i = firstAt(events, timestamp);
  for (let event = events[i]; event !== undefined && inOrder(event, last) <= 0; event = events[i]) i++;
  return i;
}

function writeToken(position: Position, query: string): string {
  return Buffer.from(JSON.stringify({...position, query})).toString('base64url');
}

function readToken(token: string | undefined, query: string): Position {
  if (token === undefined) return {after: null, emptyPages: 0};
  try {
    const read = JSON.parse(Buffer.from(token, 'base64url').toString()) as Position & {query: string};
    if (read.query === query) return read;
  } catch {
    // Falls through: not one of ours.
  }
  throw badToken();
}

function badToken(): AwsError {
  return new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
}

function invalid(member: string, rule: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member ${rule}`,
  );
}

function noStream(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

function findGroup(params: Params, world: World): StoredGroup {
  const identifier = text(params, 'logGroupIdentifier')
    ?.replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, '')
    .replace(/:\*$/, '');
  const name = text(params, 'logGroupName') ?? identifier ?? '';
  const group = world.logs.get(name);
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return group;
}

function lastOf(events: readonly StoredEvent[]): number {
  return events.at(-1)?.timestamp ?? 0;
}
