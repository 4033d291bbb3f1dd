import {AwsError} from '../aws-error.js';
import type {StoredEvent} from '../log-store.js';
import {number, type Params, text, texts} from '../params.js';
import type {World} from '../world.js';

/** How the service runs queries. */
export interface InsightsBehaviour {
  /** Looks at a query until it ends: Scheduled, then Running with a part of the answer, then the end. Default 1. */
  readonly looks: number;
  /** How queries end. Default: Complete. */
  readonly end: 'Complete' | 'Failed' | 'Timeout' | 'Cancelled' | 'Unknown';
  /** Queries at once; one more is refused. Default 30. */
  readonly atOnce: number;
  /** Rows of one answer, whatever is asked for. Default 10 000. */
  readonly rows: number;
  /** Rows of one page of an answer. Default 10 000. */
  readonly pageRows: number;
}

const DEFAULT: InsightsBehaviour = {looks: 1, end: 'Complete', atOnce: 30, rows: 10_000, pageRows: 10_000};

interface Query {
  readonly rows: readonly StoredEvent[];
  readonly matched: number;
  readonly scanned: readonly StoredEvent[];
  looks: number;
  ended?: string;
}

/** CloudWatch Logs Insights: a small interpreter of what is sent here, and refuses everything else. */
export function insights(given: Partial<InsightsBehaviour> = {}) {
  const behaviour = {...DEFAULT, ...given};
  const queries = new Map<string, Query>();
  return {
    StartQuery(params: Params, world: World): unknown {
      const names = texts(params, 'logGroupNames') ?? [text(params, 'logGroupName') ?? ''];
      const groups = names.map((name) => {
        const group = world.logs.get(name);
        if (group === undefined) {
          const message = `Log group '${name}' does not exist for account ID '${world.account}'`;
          throw new AwsError('ResourceNotFoundException', message);
        }
        return group;
      });
      const [from, to] = [number(params, 'startTime'), number(params, 'endTime')];
      if (from === undefined || to === undefined || from > to) throw invalid('End time should not be before start');
      if (from > 1e11 || to > 1e11) throw invalid('startTime and endTime count seconds');
      if (groups.every(({createdAt}) => to * 1000 < createdAt)) {
        const message =
          "Query's end date and time is either before the log groups creation time or exceeds the log groups log retention settings";
        throw new AwsError('MalformedQueryException', message);
      }
      const program = compile(text(params, 'queryString') ?? '');
      if ([...queries.values()].filter(({ended}) => ended === undefined).length >= behaviour.atOnce) {
        throw new AwsError('LimitExceededException', 'Account maximum query concurrency limit of 30 reached.');
      }
      // Inclusive to the second, and to no more of it.
      const scanned = groups.flatMap(({events}) =>
        events.filter(({timestamp}) => timestamp >= from * 1000 && timestamp <= to * 1000),
      );
      const found = scanned.filter(program.matches);
      // Rows of one stamp come in any order.
      const sorted = [...found].reverse().sort((a, b) => a.timestamp - b.timestamp);
      const most = Math.min(program.limit, number(params, 'limit') ?? 10_000, behaviour.rows);
      const id = `00000000-0000-4000-8000-${String(queries.size + 1).padStart(12, '0')}`;
      queries.set(id, {rows: sorted.slice(0, most), matched: found.length, scanned, looks: 0});
      return {queryId: id};
    },

    GetQueryResults(params: Params): unknown {
      const query = find(queries, params);
      query.looks += 1;
      if (query.ended === undefined && query.looks > behaviour.looks) {
        if (behaviour.end === 'Unknown') return answer(query, 'Unknown', []);
        query.ended = behaviour.end;
      }
      if (query.ended === undefined) {
        return query.looks === 1
          ? answer(query, 'Scheduled', [])
          : answer(query, 'Running', query.rows.slice(0, Math.ceil(query.rows.length / 3)));
      }
      if (query.ended !== 'Complete') return answer(query, query.ended, []);
      const at = Number(text(params, 'nextToken') ?? 0);
      const next = at + behaviour.pageRows;
      return {
        ...answer(query, 'Complete', query.rows.slice(at, next)),
        ...(next < query.rows.length && {nextToken: String(next)}),
      };
    },

    StopQuery(params: Params): unknown {
      const query = find(queries, params);
      if (query.ended !== undefined) throw invalid('The query is not running');
      query.ended = 'Cancelled';
      return {success: true};
    },
  };
}

function answer(query: Query, status: string, rows: readonly StoredEvent[]): object {
  return {
    status,
    results: rows.map(({timestamp, message, stream, eventId}) => [
      {field: '@timestamp', value: new Date(timestamp).toISOString().replace('T', ' ').replace('Z', '')},
      {field: '@message', value: message},
      {field: '@logStream', value: stream},
      {field: '@ptr', value: Buffer.from(eventId).toString('base64')},
    ]),
    statistics: {
      recordsMatched: query.matched,
      recordsScanned: query.scanned.length,
      bytesScanned: query.scanned.reduce((sum, {message}) => sum + Buffer.byteLength(message), 0),
    },
  };
}

/** `fields … | filter … | sort @timestamp asc | limit N`. */
function compile(query: string): {readonly matches: (event: StoredEvent) => boolean; readonly limit: number} {
  const tests: ((event: StoredEvent) => boolean)[] = [];
  let limit = 10_000;
  for (const command of split(query, '|')) {
    const filter = /^filter (.+)$/s.exec(command)?.[1];
    const most = /^limit (\d+)$/.exec(command)?.[1];
    if (filter !== undefined) tests.push(condition(filter));
    else if (most !== undefined) limit = Number(most);
    else if (!/^fields (?:@\w+(?:, )?)+$|^sort @timestamp asc$/.test(command)) throw malformed(command);
  }
  if (limit > 100_000) throw malformed(`limit ${limit}`);
  return {matches: (event) => tests.every((test) => test(event)), limit};
}

function condition(words: string): (event: StoredEvent) => boolean {
  const any = split(words, ' or ');
  const all = split(words, ' and ');
  if (any.length > 1) return anyOf(any.map(condition));
  if (all.length > 1) return allOf(all.map(condition));
  const phrase = /^@message like "([^"\\]+)"$/.exec(words)?.[1];
  if (phrase !== undefined) return ({message}) => message.includes(phrase);
  const [, operator, bound] = /^toMillis\(@timestamp\) (>=|<=) (\d+)$/.exec(words) ?? [];
  if (operator === undefined) throw malformed(words);
  return ({timestamp}) => (operator === '>=' ? timestamp >= Number(bound) : timestamp <= Number(bound));
}

function anyOf(tests: readonly ((event: StoredEvent) => boolean)[]): (event: StoredEvent) => boolean {
  return (event) => tests.some((test) => test(event));
}

function allOf(tests: readonly ((event: StoredEvent) => boolean)[]): (event: StoredEvent) => boolean {
  return (event) => tests.every((test) => test(event));
}

/** Cuts at a separator that stands outside of strings. */
function split(words: string, separator: string): string[] {
  const strings: string[] = [];
  const bare = words.replace(/"[^"]*"/g, (string) => `"${strings.push(string) - 1}"`);
  return bare
    .split(separator)
    .map((part) => part.trim().replace(/"(\d+)"/g, (_, index) => strings[Number(index)] ?? ''));
}

function find(queries: ReadonlyMap<string, Query>, params: Params): Query {
  const query = queries.get(text(params, 'queryId') ?? '');
  if (query === undefined) throw new AwsError('ResourceNotFoundException', 'Query does not exist.');
  return query;
}

function malformed(part: string): AwsError {
  return new AwsError('MalformedQueryException', `unexpected symbol found at: ${part}`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
