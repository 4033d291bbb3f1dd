import type {Text} from '../terminal/stdout.js';
import type {EntryView, LogEntry} from './entry.js';
import type {FollowedEvent} from './follow.js';
import type {Grep} from './grep.js';
import {type Across, type Mask, MessageMasker} from './masking.js';
import type {LogGroup} from './merge.js';
import {followingOf, isPlain, type PageEvent} from './page.js';

export interface PrinterOptions {
  readonly view: EntryView;
  readonly mask: Mask;
  /** Masks what runs from one event into the next. */
  readonly across?: Across;
  readonly grep?: Grep;
  /** Lines were searched for, here or by AWS: where there are none, nothing is drawn. */
  readonly isSearch?: boolean;
  /** So many lines and no more. */
  readonly limit?: number;
  /** Which events belong: a deployment's, for instance. */
  readonly choice?: EventChoice;
  readonly write: (text: Text) => Promise<'written' | 'closed'>;
}

/** Chooses events. */
export interface EventChoice {
  /** Called before each batch is judged. */
  learn(group: LogGroup, events: readonly PageEvent[]): Promise<void>;
  has(group: LogGroup, event: PageEvent): boolean;
}

/** Whether more is wanted: the limit is reached, or nobody reads any more. */
export type Appetite = 'more' | 'enough' | 'closed';

/** So many lines are put together at once: a text of megabytes goes through memory that is fresh each time. */
const PORTION = 128;

/** Brings events to the reader: choose, mask, search, draw, write; one write a batch. */
export class Printer {
  readonly #options: PrinterOptions;
  readonly #masker: MessageMasker;
  #shown = 0;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#masker = new MessageMasker(options.mask, options.across && {across: options.across});
  }

  /** Lines so far. */
  get shown(): number {
    return this.#shown;
  }

  async events(group: LogGroup, events: readonly PageEvent[]): Promise<Appetite> {
    const {choice} = this.#options;
    await choice?.learn(group, events);
    const wanted = (some: readonly PageEvent[]) =>
      choice === undefined ? some : some.filter((event) => choice.has(group, event));
    return this.#print(wanted(events), () => group, {following: wanted(followingOf(events))});
  }

  /** A batch of a follow: an empty one says that nothing came for a while. */
  async followed(found: readonly FollowedEvent[]): Promise<Appetite> {
    const {choice, view} = this.#options;
    if (found.length === 0) return this.#write(view.idle());
    for (const {group, event} of choice === undefined ? [] : found) await choice?.learn(group, [event]);
    const kept = choice === undefined ? found : found.filter(({group, event}) => choice.has(group, event));
    return this.#print(
      kept.map(({event}) => event),
      (index) => kept[index]?.group ?? 'application',
      {isLate: (index) => kept[index]?.late === true},
    );
  }

  /** What the view still holds. */
  async end(): Promise<void> {
    const {view, isSearch = false, limit = Number.POSITIVE_INFINITY} = this.#options;
    const isCut = this.#shown >= limit || (isSearch && this.#shown === 0);
    await this.#write(view.end(isCut ? 'cut' : 'whole'));
  }

  async #print(
    events: readonly PageEvent[],
    groupOf: (index: number) => LogGroup,
    {
      isLate = () => false,
      following = [],
    }: {readonly isLate?: (index: number) => boolean; readonly following?: readonly PageEvent[]},
  ): Promise<Appetite> {
    const {view, grep, limit = Number.POSITIVE_INFINITY} = this.#options;
    const told = events.map((event) => event.message);
    const messages = this.#masker.messages(
      told,
      events.map((event) => event.logStreamName),
      following,
    );
    const plain = messages === told && isPlain(events);
    const matches = grep?.(messages);
    const entries: LogEntry[] = [];
    for (let index = 0; index < events.length && this.#shown + entries.length < limit; index++) {
      const event = events[index];
      if (event === undefined || (matches !== undefined && matches[index] !== true)) continue;
      entries.push(entryOf(event, groupOf(index), messages[index] ?? '', plain, isLate(index)));
    }
    this.#shown += entries.length;
    const appetite = entries.length === 0 ? 'more' : await this.#write(drawn(view, entries));
    return appetite === 'more' && this.#shown >= limit ? 'enough' : appetite;
  }

  async #write(text: Text): Promise<Appetite> {
    if (text === '') return 'more';
    return (await this.#options.write(text)) === 'closed' ? 'closed' : 'more';
  }
}

/** As far as nobody asks for more, nothing is drawn: of a page's text only a portion is in memory. */
function* drawn(view: EntryView, entries: readonly LogEntry[]): Generator<string, void, void> {
  for (let at = 0; at < entries.length; at += PORTION) {
    const text = view.batch(entries.slice(at, at + PORTION));
    if (text !== '') yield text;
  }
}

function entryOf(event: PageEvent, group: LogGroup, message: string, plain: boolean, late: boolean): LogEntry {
  const {logStreamName: stream, timestamp, eventId} = event;
  if (eventId === undefined || late) {
    return {group, stream, timestamp, message, ...(eventId !== undefined && {eventId}), ...(late && {late})};
  }
  // The ordinary case, hundreds of thousands of times: one shape, nothing spread.
  return {group, stream, timestamp, message, eventId, plain};
}
