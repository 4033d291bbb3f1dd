import type {Aws} from '../../aws/clients.js';
import {describeStreams, filterAll, getStreamPage, type LogStreamFacts, type RawLogEvent} from '../../aws/logs.js';
import {type Found, isNotFound} from '../attempt.js';
import type {Examination} from '../examination.js';
import type {ApplicationLog, InstanceStream} from '../model.js';
import {FIRST_LOOK_MS, inOrder} from './service-log.js';

const MINUTE = 60_000;
/** Lines before the deployment tell old instances from its own. */
const BEFORE = 10 * MINUTE;
const MAX_PAGES = 12;
/** Of a huge log the head (how it began) and the tail (how it ended) are kept. */
const HEAD = 6_000;
const TAIL = 6_000;
const MAX_LOOKUPS = 20;
/** After this the streams are read one by one. */
const FIRST_PAGE_MS = 10_000;
const INSTANCE = /^instance\//;

/** Streams of the group, read before the deployment is known. */
export type StreamListing =
  | {readonly status: 'read'; readonly streams: readonly LogStreamFacts[]; readonly complete: boolean}
  | {readonly status: 'missing'}
  | {readonly status: 'failed'; readonly error: unknown};

export async function readStreams(aws: Aws, group: string, signal: AbortSignal): Promise<StreamListing> {
  try {
    return {status: 'read', ...(await describeStreams(aws, {group, maxPages: 2}, {signal, timeoutMs: FIRST_LOOK_MS}))};
  } catch (error) {
    return isNotFound(error) ? {status: 'missing'} : {status: 'failed', error};
  }
}

/**
 * What the instances of the examined deployment wrote.
 *
 * Old instances keep writing while a deployment runs. They are told apart by when their stream began (creation or
 * first event, never the last event: CloudWatch updates that up to an hour late), and by lines from before the start.
 */
export async function collectApplicationLog(
  aws: Aws,
  group: string,
  listing: StreamListing,
  examination: Examination,
  signal: AbortSignal,
): Promise<Found<ApplicationLog>> {
  const {window, operation} = examination;
  if (window === undefined || operation === undefined) {
    return {skipped: 'no deployment is known whose lines could be told from others'};
  }
  const start = operation.startedAt ?? window.from;
  const query = {group, from: start - BEFORE, to: window.to};

  let read: {events: RawLogEvent[]; nextToken?: string};
  try {
    read = await filterAll(aws, query, {signal, maxPages: 1, timeoutMs: FIRST_PAGE_MS});
  } catch (error) {
    if (isNotFound(error)) return {absent: missingGroup(group)};
    return await fromStreams(aws, group, listing, {start, to: window.to}, error, signal);
  }

  let truncated = false;
  if (read.nextToken !== undefined) {
    // Too much for one page. Where the listing names the new instances, the noise of the old ones is left out.
    const fresh = freshNames(listing, start, window.to);
    const streams = fresh !== undefined && fresh.length > 0 && fresh.length <= 100 ? fresh : undefined;
    const rest =
      streams === undefined
        ? await filterAll(aws, query, {signal, maxPages: MAX_PAGES, token: read.nextToken})
        : await filterAll(aws, {...query, streams}, {signal, maxPages: MAX_PAGES});
    const older = streams === undefined ? [] : read.events.filter((e) => !streams.includes(e.stream));
    const head = streams === undefined ? read.events : older;
    read = {events: [...head, ...rest.events], ...(rest.nextToken !== undefined && {nextToken: rest.nextToken})};
    truncated = rest.nextToken !== undefined;
  }

  const sorted = await sortStreams(aws, group, listing, read.events, {start, to: window.to}, signal);
  if (truncated) read.events.push(...(await tails(aws, group, sorted.fresh, read.events, window.to, signal)));
  const fresh = new Set(sorted.fresh.map((s) => s.name));
  const kept = bound(inOrder(read.events.filter((e) => fresh.has(e.stream) && e.timestamp >= start - MINUTE)));
  return {
    value: {streams: sorted.fresh, events: kept.events, olderStreams: sorted.older},
    ...((truncated || kept.cut) && {truncated: true}),
    source: 'logs:FilterLogEvents',
  };
}

interface Span {
  readonly start: number;
  readonly to: number;
}

/** Sorts streams into those that the deployment made and those that were there before. */
async function sortStreams(
  aws: Aws,
  group: string,
  listing: StreamListing,
  events: readonly RawLogEvent[],
  span: Span,
  signal: AbortSignal,
): Promise<{fresh: InstanceStream[]; older: number}> {
  const firstSeen = new Map<string, number>();
  for (const event of events) {
    if (!INSTANCE.test(event.stream)) continue;
    const known = firstSeen.get(event.stream);
    if (known === undefined || event.timestamp < known) firstSeen.set(event.stream, event.timestamp);
  }
  const listed = new Map(listing.status === 'read' ? listing.streams.map((s) => [s.name, s]) : []);
  const unknown = [...firstSeen].filter(([name, at]) => !listed.has(name) && at >= span.start).map(([name]) => name);
  // Where the listing failed each stream's own would fail too: then only the lines themselves tell.
  const sought = listing.status === 'failed' ? [] : unknown.slice(0, MAX_LOOKUPS);
  for (const facts of await lookUp(aws, group, sought, signal)) listed.set(facts.name, facts);

  const fresh: InstanceStream[] = [];
  let older = 0;
  for (const [name, seenAt] of firstSeen) {
    const beganAt = Math.min(beginOf(listed.get(name)) ?? Number.POSITIVE_INFINITY, seenAt);
    if (beganAt >= span.start) fresh.push({name, beganAt});
    else older += 1;
  }
  // A stream that was made but whose lines have not arrived is still an instance of this deployment.
  for (const [name, facts] of listed) {
    const beganAt = beginOf(facts);
    if (firstSeen.has(name) || !INSTANCE.test(name) || beganAt === undefined) continue;
    if (beganAt >= span.start && beganAt <= span.to) fresh.push({name, beganAt});
  }
  fresh.sort((a, b) => (a.beganAt ?? 0) - (b.beganAt ?? 0) || (a.name < b.name ? -1 : 1));
  return {fresh, older};
}

/** Facts of streams that the listing did not show (it holds the first hundred). */
async function lookUp(
  aws: Aws,
  group: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<LogStreamFacts[]> {
  const found = await Promise.all(
    names.map((prefix) =>
      describeStreams(aws, {group, prefix}, {signal, timeoutMs: FIRST_LOOK_MS}).catch(() => ({streams: []})),
    ),
  );
  return found.flatMap(({streams}) => streams).filter((s) => names.includes(s.name));
}

function beginOf(facts: LogStreamFacts | undefined): number | undefined {
  const times = [facts?.createdAt, facts?.firstEventAt].filter((t): t is number => t !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

function freshNames(listing: StreamListing, start: number, to: number): string[] | undefined {
  if (listing.status !== 'read' || !listing.complete) return undefined;
  return listing.streams
    .filter((s) => {
      const beganAt = beginOf(s);
      return INSTANCE.test(s.name) && (beganAt === undefined || (beganAt >= start && beganAt <= to));
    })
    .map((s) => s.name);
}

/** The newest page of each stream: how a process ended matters more than its middle. */
async function tails(
  aws: Aws,
  group: string,
  streams: readonly InstanceStream[],
  have: readonly RawLogEvent[],
  to: number,
  signal: AbortSignal,
): Promise<RawLogEvent[]> {
  const seen = new Set(have.map(lineKey));
  const pages = await Promise.all(
    streams
      .slice(-4)
      .map(({name}) => getStreamPage(aws, {group, stream: name, to}, {signal}).catch(() => ({events: []}))),
  );
  return pages.flatMap(({events}) => events).filter((e) => !seen.has(lineKey(e)));
}

function lineKey(e: RawLogEvent): string {
  return `${e.timestamp} ${e.stream} ${e.message}`;
}

/** Without FilterLogEvents: the streams that the listing shows to be new, one by one. */
async function fromStreams(
  aws: Aws,
  group: string,
  listing: StreamListing,
  span: Span,
  error: unknown,
  signal: AbortSignal,
): Promise<Found<ApplicationLog>> {
  if (listing.status === 'missing') return {absent: missingGroup(group)};
  if (listing.status === 'failed') throw error;
  const began = listing.streams.filter((s) => INSTANCE.test(s.name) && beginOf(s) !== undefined);
  const fresh = began.flatMap((s): InstanceStream[] => {
    const beganAt = beginOf(s);
    return beganAt !== undefined && beganAt >= span.start && beganAt <= span.to ? [{name: s.name, beganAt}] : [];
  });
  const older = listing.streams.filter((s) => {
    const beganAt = beginOf(s);
    return beganAt !== undefined && beganAt < span.start && s.lastEventAt !== undefined && s.lastEventAt >= span.start;
  });
  if (fresh.length === 0 && (!listing.complete || began.length < listing.streams.length)) throw error;
  const pages = await Promise.all(
    fresh
      .slice(0, 20)
      .map(({name}) => getStreamPage(aws, {group, stream: name, to: span.to}, {signal}).catch(() => undefined)),
  );
  if (fresh.length > 0 && pages.every((p) => p === undefined)) throw error;
  const kept = bound(inOrder(pages.flatMap((p) => p?.events ?? [])));
  return {
    value: {streams: fresh, events: kept.events, olderStreams: older.length},
    ...((kept.cut || pages.some((p) => p === undefined) || fresh.length > 20) && {truncated: true}),
    source: 'logs:GetLogEvents',
  };
}

function bound<T>(events: T[]): {events: T[]; cut: boolean} {
  if (events.length <= HEAD + TAIL) return {events, cut: false};
  return {events: [...events.slice(0, HEAD), ...events.slice(-TAIL)], cut: true};
}

function missingGroup(group: string): string {
  return `the log group ${group} does not exist: no instance of this service has ever written a line`;
}
