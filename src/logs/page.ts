import {lookError} from '../errors.js';
import {type EventPlaces, readEventPlaces} from './event-places.js';

/** One page of FilterLogEvents as AWS sent it, and what can be told of it without parsing it. */

/** An event as FilterLogEvents words it. Times are epoch milliseconds. */
export interface PageEvent {
  readonly eventId?: string;
  readonly logStreamName: string;
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime?: number;
}

export interface PageRequest {
  readonly group: string;
  /** Inclusive. */
  readonly from: number;
  /** Inclusive; without it up to whatever there is. */
  readonly to?: number;
  readonly token?: string;
  readonly pattern?: string;
  readonly streams?: readonly string[];
  readonly limit?: number;
}

/**
 * Asks for one page and returns the bytes of the body.
 *
 * Throws {@link Throttled} when AWS asks for patience, {@link StaleToken} when it no longer knows the token; everything
 * else as it comes.
 */
export interface FetchPage {
  (request: PageRequest, signal: AbortSignal): Promise<Buffer>;
  /** Takes a body back that nobody reads any more: the next page goes into its memory. */
  recycle?(body: Buffer): void;
}

/** AWS asks for fewer calls. Not an error yet: whoever paces the calls tries again. */
export class Throttled extends Error {
  // Not AWS's own name for it: the SDK would try again by itself, unpaced.
  override readonly name = 'Throttled';
}

/** A token lives for 24 hours, and dies sooner at some endpoints. What it stood for can be asked for anew. */
export class StaleToken extends Error {
  override readonly name = 'InvalidParameterException';
}

/** So many tokens may die before a millisecond of the log is got through: then the log cannot be read that way. */
export const MOST_DEAD_TOKENS = 20;

export function tokensDie(cause: StaleToken): Error {
  return lookError(
    'CloudWatch Logs does not know the tokens that it has just given: a page after the first cannot be read.',
    {
      code: 'AWS_STALE_TOKEN',
      suggestions: ['check AWS_ENDPOINT_URL and proxies: something else than AWS answers', 'ask for a shorter time'],
      cause,
    },
  );
}

/** Whether a body is a page at all: an object that names its events, be there any or not. */
export function isPage(body: Buffer): boolean {
  return firstKey(body, '"events"') !== -1;
}

/**
 * The token for the page after this one. Its absence, and nothing else, says that this was the last.
 *
 * @throws DiagError (exit 3) when it is no text of JSON
 */
export function tokenOf(body: Buffer): string | undefined {
  const at = lastKey(body, '"nextToken"');
  if (at === -1) return undefined;
  const open = body.indexOf(0x22, at);
  // The value may be null.
  if (open === -1 || body.subarray(at, open).toString('latin1').replace(/[\s:]/g, '') !== '') return undefined;
  let close = open + 1;
  while (close < body.length && body[close] !== 0x22) close += body[close] === 0x5c ? 2 : 1;
  const token = parsed(body.toString('utf8', open, close + 1));
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** The first and the last event's stamps; nothing for a page without events. */
export function stampsOf(body: Buffer): {readonly first: number; readonly last: number} | undefined {
  const first = numberAt(body, firstKey(body, '"timestamp"'));
  const last = numberAt(body, lastKey(body, '"timestamp"'));
  return first === undefined || last === undefined ? undefined : {first, last};
}

/** So many events of a page are told at once: what stands in memory for them is garbage before it grows old. */
const PORTION = 1024;

/**
 * The events of a page.
 *
 * @throws DiagError (exit 3) when what it lists are no events: without them the page would say less than there is
 */
export function eventsOf(body: Buffer): PageEvent[] {
  return [...portionsOf(body)].flat();
}

/**
 * The events of a page, in portions. The whole page is looked through before the first of them is told.
 *
 * @param body to be left as it is until the last portion
 * @throws DiagError (exit 3) when what it lists are no events
 */
export function* portionsOf(body: Buffer): Generator<PageEvent[], void, void> {
  // JSON takes no other control characters as they are.
  const isPrintable = !body.includes(DELETE);
  const places = placesIn(body);
  if (places === undefined) {
    const events = parsedEvents(body);
    if (events.length > 0) yield events;
    return;
  }
  const portion = (from: number): PageEvent[] | undefined => {
    if (from >= places.length) return undefined;
    const {events, isPlain} = places.events(from, Math.min(from + PORTION, places.length));
    if (isPlain && isPrintable) plain.add(events);
    return events;
  };
  let next = portion(0);
  for (let from = PORTION; next !== undefined; from += PORTION) {
    const events = next;
    next = portion(from);
    link(events, next);
    yield events;
    // Whoever holds on to this portion shall not hold the next one too, and with it all that come after.
    link(events, undefined);
  }
}

/** The events that follow a portion on its page: a secret may begin in the one and end in the other. */
export function followingOf(events: readonly PageEvent[]): readonly PageEvent[] {
  return (events as Linked)[FOLLOWING] ?? [];
}

/** For a part of a portion that reaches to its end. */
export function keepFollowing(part: readonly PageEvent[], whole: readonly PageEvent[]): void {
  link(part, followingOf(whole));
}

/**
 * On the list itself: what a WeakMap leads to stays alive until the old garbage is collected, and a chain of portions
 * with it.
 */
const FOLLOWING = Symbol('following');
interface Linked extends ReadonlyArray<PageEvent> {
  readonly [FOLLOWING]?: readonly PageEvent[] | undefined;
}

function link(events: readonly PageEvent[], value: readonly PageEvent[] | undefined): void {
  if (value === undefined && !(FOLLOWING in events)) return;
  Object.defineProperty(events, FOLLOWING, {value, writable: true, configurable: true});
}

/** Of a page of the shape that AWS sends. What stands around its events is read by JSON.parse. */
function placesIn(body: Buffer): EventPlaces | undefined {
  const key = firstKey(body, '"events"');
  if (key === -1 || body.toString('latin1', key, key + 2) !== ':[') return undefined;
  const places = readEventPlaces(body, key + 2);
  if (places === undefined) return undefined;
  const around = `${body.toString('utf8', 0, key + 2)}"here"${body.toString('utf8', places.end)}`;
  const rest = parsed(around) as {readonly events?: unknown} | null;
  // Of two lists of events the last one counts, and one inside another object is none.
  return Array.isArray(rest?.events) && rest.events[0] === 'here' ? places : undefined;
}

function parsedEvents(body: Buffer): PageEvent[] {
  const page = parsed(body.toString('utf8'));
  const events = (page as {readonly events?: unknown} | null)?.events;
  if (events === null || events === undefined) return [];
  if (!Array.isArray(events) || !(events as (PageEvent | null)[]).every(isWhole)) throw noEvents();
  return events as PageEvent[];
}

/** Whether all texts of a portion, as {@link portionsOf} gave it, are printable ASCII that JSON writes as it is. */
export function isPlain(events: readonly PageEvent[]): boolean {
  return plain.has(events);
}

const plain = new WeakSet<readonly PageEvent[]>();
const DELETE = 0x7f;

/** Node's own words about what is no JSON quote it: a line of the log, unmasked. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noEvents();
  }
}

function noEvents(): Error {
  return lookError('CloudWatch Logs answered with a page that does not hold events.', {
    code: 'AWS_NOT_JSON',
    suggestions: ['check AWS_ENDPOINT_URL and proxies: something else than AWS answers'],
  });
}

function isWhole(event: PageEvent | null): boolean {
  return (
    typeof event === 'object' &&
    event !== null &&
    typeof event.timestamp === 'number' &&
    typeof event.message === 'string' &&
    typeof event.logStreamName === 'string'
  );
}

/** Just behind a key of the JSON text. Inside a string every quote is escaped, so a key follows `{`, `,` or a blank. */
function lastKey(body: Buffer, key: string): number {
  for (let at = body.lastIndexOf(key); at >= 0; at = at === 0 ? -1 : body.lastIndexOf(key, at - 1)) {
    if (isKey(body, at)) return at + key.length;
  }
  return -1;
}

function firstKey(body: Buffer, key: string): number {
  for (let at = body.indexOf(key); at >= 0; at = body.indexOf(key, at + 1)) {
    if (isKey(body, at)) return at + key.length;
  }
  return -1;
}

function isKey(body: Buffer, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isBlank(body[before])) before -= 1;
  return body[before] === 0x7b || body[before] === 0x2c;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function numberAt(body: Buffer, at: number): number | undefined {
  if (at === -1) return undefined;
  const match = /^\s*:\s*(-?\d+)/.exec(body.toString('latin1', at, at + 40));
  return match === null ? undefined : Number(match[1]);
}
