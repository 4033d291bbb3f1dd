import {setImmediate as nextTurn} from 'node:timers/promises';
import {Pacer} from './pacer.js';
import {
  eventsOf,
  type FetchPage,
  keepFollowing,
  MOST_DEAD_TOKENS,
  type PageEvent,
  portionsOf,
  StaleToken,
  stampsOf,
  tokenOf,
  tokensDie,
} from './page.js';

export interface FetchOptions {
  readonly group: string;
  /** Epoch milliseconds, inclusive. */
  readonly from: number;
  /** Epoch milliseconds, inclusive. */
  readonly to: number;
  readonly pattern?: string;
  readonly streams?: readonly string[];
  readonly fetchPage: FetchPage;
  readonly pacer: Pacer;
  readonly signal: AbortSignal;
  /** Told after each portion of a page: how far the answer has come, epoch milliseconds. */
  readonly onProgress?: (at: number, pages: number) => void;
}

/** A stretch of time that one chain of calls reads. */
interface Slice {
  readonly from: number;
  to: number;
  state: 'open' | 'running' | 'done';
  readonly pages: Page[];
  /** Ids that an earlier chain over the same stamps has delivered. */
  readonly skip?: ReadonlySet<string>;
  /** Tokens that have died before a later stamp was reached. */
  readonly deadTokens?: number;
}

interface Page {
  readonly body: Buffer;
  /** Its events from this stamp on belong to the next slice. */
  readonly below?: number;
  /** Events are out: the body is of no more use, unless the chain may have to begin anew behind it. */
  isRead: boolean;
  isLast: boolean;
}

/** Raw pages waiting in memory or under way, for each call that may be under way: enough that parsing never waits. */
const PAGES_PER_CALL = 2;
/** Turns of the event loop until a call on a new connection is on its way. */
const TURNS_TO_LEAVE = 4;
/** Empty pages with one and the same token, before it counts as a fault. */
const MOST_REPEATS = 1000;

/**
 * Reads a window of one log group: slices of time in parallel, given out in order, in constant memory.
 *
 * One range is open. Slices are cut from its beginning, each as long as the newest density says that a few pages last;
 * a slice that turns out fuller is cut at the last stamp of its last page, and the rest is open again. Bodies wait
 * unparsed for their turn. A batch is a part of a page, in the order of the stamps.
 */
export async function* fetchEvents(options: FetchOptions): AsyncGenerator<PageEvent[], void, void> {
  const reader = new SliceReader(options);
  try {
    yield* reader.batches();
  } finally {
    reader.stop();
  }
}

class SliceReader {
  readonly #options: FetchOptions;
  readonly #slices: Slice[];
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #running = 0;
  /** Calls have begun since they were last let out. */
  #hasBegun = false;
  #held = 0;
  /** Pages asked for, or about to be. */
  #expected = 0;
  #pages = 0;
  #msPerPage: number | undefined;
  #fullPage = 0;
  #failure: {readonly error: unknown} | undefined;
  #wake: () => void = () => {};
  #changed: Promise<void>;

  constructor(options: FetchOptions) {
    this.#options = options;
    this.#slices = [{from: options.from, to: options.to, state: 'open', pages: []}];
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
    this.#changed = this.#next();
  }

  stop(): void {
    this.#stop.abort();
  }

  async *batches(): AsyncGenerator<PageEvent[], void, void> {
    if (this.#options.from > this.#options.to) return;
    for (;;) {
      this.#pump();
      const head = this.#slices[0];
      if (head === undefined) return;
      const page = head.pages.shift();
      if (page !== undefined) {
        this.#held -= 1;
        // The place in memory is free: calls go out while this page is parsed.
        this.#notify();
        this.#pump();
        await this.#letCallsOut();
        yield* this.#portionsOf(page, head);
        continue;
      }
      if (head.state === 'done') {
        this.#slices.shift();
        continue;
      }
      if (this.#failure !== undefined) throw this.#failure.error;
      await this.#changed;
    }
  }

  /** Parsing a page takes the thread: calls just begun leave first, connections just asked for open. */
  async #letCallsOut(): Promise<void> {
    if (!this.#hasBegun) return;
    this.#hasBegun = false;
    for (let turn = 0; turn < TURNS_TO_LEAVE; turn++) await nextTurn();
  }

  *#portionsOf(page: Page, slice: Slice): Generator<PageEvent[], void, void> {
    const {from, to} = this.#options;
    const below = page.below ?? Number.POSITIVE_INFINITY;
    for (const events of portionsOf(page.body)) {
      const kept =
        slice.skip === undefined && isWithin(events, Math.max(from, slice.from), Math.min(to, slice.to), below)
          ? events
          : events.filter(
              (event) =>
                event.timestamp >= slice.from &&
                event.timestamp <= Math.min(to, slice.to) &&
                event.timestamp < below &&
                !(event.eventId !== undefined && slice.skip?.has(event.eventId)),
            );
      const last = kept.at(-1);
      if (last === undefined) continue;
      if (kept !== events) keepFollowing(kept, events);
      this.#options.onProgress?.(last.timestamp, this.#pages);
      yield kept;
    }
    page.isRead = true;
    this.#recycle(page);
  }

  /** Starts as many chains as the pace and the memory allow. */
  #pump(): void {
    while (this.#failure === undefined && !this.#signal.aborted) {
      const open = this.#slices.find((slice) => slice.state === 'open');
      if (open === undefined) return;
      const isHead = open === this.#slices[0];
      if (!isHead && (this.#running >= this.#options.pacer.concurrency || this.#isFull())) return;
      this.#shorten(open);
      open.state = 'running';
      this.#running += 1;
      this.#expected += 1;
      this.#hasBegun = true;
      this.#read(open).then(
        () => this.#ended(),
        (error: unknown) => {
          this.#failure ??= {error};
          this.#ended();
        },
      );
    }
  }

  /** Counted page by page, so that each one that is read lets one more call out: a steady stream, no bursts. */
  #isFull(): boolean {
    return this.#held + this.#expected >= PAGES_PER_CALL * Math.max(1, this.#options.pacer.concurrency);
  }

  #ended(): void {
    this.#running -= 1;
    this.#expected -= 1;
    this.#notify();
    // At once, not when the reader comes round: it may be busy with a page.
    this.#pump();
  }

  /** Leaves an open slice as long as its pages are wanted, and opens the rest behind it. */
  #shorten(slice: Slice): void {
    const pages = this.#options.pacer.pagesPerSlice;
    if (this.#msPerPage === undefined || !Number.isFinite(pages)) return;
    // A little less than whole pages: the last page of a slice should be nearly full, never one event long.
    const span = Math.max(1, Math.floor(this.#msPerPage * (pages - 0.2)));
    if (slice.from + span > slice.to - span / pages) return;
    this.#insertAfter(slice, {from: slice.from + span, to: slice.to, state: 'open', pages: []});
    slice.to = slice.from + span - 1;
  }

  #insertAfter(slice: Slice, rest: Slice): void {
    this.#slices.splice(this.#slices.indexOf(slice) + 1, 0, rest);
  }

  async #read(slice: Slice): Promise<void> {
    const {fetchPage, pacer, group, pattern, streams} = this.#options;
    let token: string | undefined;
    let pages = 0;
    let repeats = 0;
    let bytes = 0;
    let first: number | undefined;
    let previous: Page | undefined;
    /** Ids of the pages before the previous one that hold its very stamp: more events than a page takes. */
    let tied: string[] = [];
    let end: number | undefined;
    for (;;) {
      const request = {
        group,
        from: slice.from,
        to: slice.to,
        ...(pattern !== undefined && {pattern}),
        ...(streams !== undefined && {streams}),
        ...(token !== undefined && {token}),
      };
      let body: Buffer;
      try {
        body = await pacer.run(() => fetchPage(request, this.#signal), this.#signal);
      } catch (error) {
        if (!(error instanceof StaleToken) || token === undefined) throw error;
        this.#reopen(slice, previous?.body, tied, error);
        return;
      }
      this.#pages += 1;
      const next = tokenOf(body);
      const stamps = stampsOf(body);
      if (stamps !== undefined) {
        pages += 1;
        bytes += body.length;
        first ??= stamps.first;
        if (next !== undefined) this.#fullPage = Math.max(this.#fullPage, body.length);
        const span = pages === 1 && this.#msPerPage === undefined ? stamps.last - first : stamps.last - slice.from;
        this.#learn(Math.max(1, span), bytes, pages);
      }
      if (next !== undefined && next === token && stamps === undefined) {
        repeats += 1;
        if (repeats > MOST_REPEATS) throw new Error('read log pages: AWS answers the same token again and again');
        continue;
      }
      // A page that names itself as its successor would be read for ever.
      if (next === undefined || next === token) {
        // Nothing here: how far to the next event nobody knows, so one chain takes all the rest.
        if (pages === 0) this.#msPerPage = undefined;
        slice.state = 'done';
        this.#release(previous);
        if (stamps !== undefined) this.#hold(slice, {body, isRead: false, isLast: false});
        else this.#notify();
        return;
      }
      token = next;
      if (stamps === undefined) continue;
      if (pages >= this.#mostPages() && stamps.first !== stamps.last && stamps.last <= slice.to) {
        this.#insertAfter(slice, {from: stamps.last, to: slice.to, state: 'open', pages: []});
        slice.to = stamps.last;
        slice.state = 'done';
        this.#release(previous);
        this.#hold(slice, {body, below: stamps.last, isRead: false, isLast: false});
        return;
      }
      const goesOn = previous !== undefined && stamps.first === stamps.last && stamps.last === end;
      tied = goesOn ? [...tied, ...idsAt(eventsOf((previous as Page).body), stamps.last)] : [];
      end = stamps.last;
      this.#release(previous);
      previous = {body, isRead: false, isLast: true};
      this.#hold(slice, previous);
      await this.#room(slice);
    }
  }

  /** The first page alone says how dense the log is; after that a slice may be a little fuller than hoped. */
  #mostPages(): number {
    const pages = this.#options.pacer.pagesPerSlice;
    return this.#pages <= 1 && this.#options.pacer.concurrency > 1 ? 1 : pages + 1;
  }

  #learn(span: number, bytes: number, pages: number): void {
    const load = this.#fullPage === 0 ? pages : Math.max(bytes / this.#fullPage, 0.05);
    this.#msPerPage = span / load;
  }

  /** Asks anew for what a dead token stood for, without what was delivered already. */
  #reopen(slice: Slice, previous: Buffer | undefined, tied: readonly string[], error: StaleToken): void {
    const events = previous === undefined ? [] : eventsOf(previous);
    const last = events.at(-1)?.timestamp ?? slice.from;
    const deadTokens = last > slice.from ? 0 : (slice.deadTokens ?? 0) + 1;
    if (deadTokens > MOST_DEAD_TOKENS) throw tokensDie(error);
    const ids = [...tied, ...idsAt(events, last)];
    this.#insertAfter(slice, {
      from: last,
      to: slice.to,
      state: 'open',
      pages: [],
      deadTokens,
      skip: new Set([...(slice.skip ?? []), ...ids]),
    });
    slice.to = last;
    slice.state = 'done';
    this.#notify();
  }

  #release(page: Page | undefined): void {
    if (page === undefined) return;
    page.isLast = false;
    this.#recycle(page);
  }

  #recycle({body, isRead, isLast}: Page): void {
    if (isRead && !isLast) this.#options.fetchPage.recycle?.(body);
  }

  #hold(slice: Slice, page: Page): void {
    slice.pages.push(page);
    this.#held += 1;
    this.#notify();
    this.#pump();
  }

  /** Waits between two pages of a slice. The first slice goes on whatever is held: all others wait for it. */
  async #room(slice: Slice): Promise<void> {
    this.#expected -= 1;
    try {
      while (slice !== this.#slices[0] && this.#isFull() && !this.#signal.aborted) await this.#changed;
      // The first one may not run far ahead of a reader that is slow either.
      while (slice === this.#slices[0] && slice.pages.length >= 4 && !this.#signal.aborted) await this.#changed;
    } finally {
      this.#expected += 1;
    }
    this.#signal.throwIfAborted();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#changed = this.#next();
    wake();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function idsAt(events: readonly PageEvent[], stamp: number): string[] {
  return events.flatMap(({timestamp, eventId}) => (timestamp === stamp && eventId !== undefined ? [eventId] : []));
}

function isWithin(events: readonly PageEvent[], from: number, to: number, below: number): boolean {
  const first = events[0];
  const last = events.at(-1);
  return (
    first === undefined ||
    last === undefined ||
    (first.timestamp >= from && last.timestamp <= to && last.timestamp < below)
  );
}

export {Pacer};
