import {type LogGroup, mergeGroups} from './merge.js';
import type {Pacer} from './pacer.js';
import {eventsOf, type FetchPage, MOST_DEAD_TOKENS, type PageEvent, StaleToken, tokenOf, tokensDie} from './page.js';
import type {SeenEvents} from './seen.js';

/** How late an event may arrive and still be shown. */
export const DEEPEST = 180_000;
/** What is asked anew, and how often: most events are there at once, a few come late, very few very late. */
const TIERS: readonly Tier[] = [
  {depth: DEEPEST, every: 30_000},
  {depth: 60_000, every: 10_000},
  {depth: 15_000, every: 2000},
];
const TICK = 2000;
/** Stamps this far ahead of AWS's clock say nothing about the present. */
const AHEAD = 2000;

interface Tier {
  readonly depth: number;
  readonly every: number;
}

export interface FollowOptions {
  readonly groups: readonly {readonly group: LogGroup; readonly name: string}[];
  /** Epoch milliseconds: nothing stamped earlier is shown. */
  readonly since: number;
  /** Up to when the history was fetched; `seen` knows its last minutes. */
  readonly from: number;
  readonly pattern?: string;
  readonly fetchPage: FetchPage;
  readonly pacer: Pacer;
  readonly seen: SeenEvents;
  /** AWS's time, epoch milliseconds: this machine's may be ahead. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Limits the last look after the signal. */
  readonly lastLook: () => AbortSignal;
  /** A group that is not there (yet). */
  readonly isMissing: (error: unknown) => boolean;
  /** A failure that may pass: the network, a time-out, a refusal to answer. Everything else ends it. */
  readonly mayPass: (error: unknown) => boolean;
  /** A remark for the person in front. */
  readonly note: (text: string) => void;
}

export interface FollowedEvent {
  readonly group: LogGroup;
  readonly event: PageEvent;
  /** One with a later stamp was shown before it. */
  readonly late: boolean;
}

export interface FollowEnd {
  /** Every event stamped before was shown, if none is more than three minutes late. */
  readonly completeUpTo: number;
  /** Everything that had arrived by then was shown. */
  readonly lookedAt: number;
}

/**
 * Follows log groups without losing or repeating an event.
 *
 * A tail that goes on from the newest stamp loses whatever arrives later with an older one, and everything after one
 * stamp in the future. Here no stamp moves anything: overlapping windows are asked anew by the clock, and event ids
 * tell what is new. After a failure or a machine's sleep a window begins where the last one that succeeded began.
 *
 * StartLiveTail is not used: it samples above 500 events a second, sends no event ids, ends after three hours, knows
 * nothing of before, and is billed by the minute.
 *
 * @returns yields batches, an empty one for a look that found nothing; the return value says how complete it is
 */
export async function* follow(options: FollowOptions): AsyncGenerator<readonly FollowedEvent[], FollowEnd, void> {
  const follower = new Follower(options);
  return yield* follower.run();
}

class Follower {
  readonly #options: FollowOptions;
  /** When each tier's window was last asked for with success, by AWS's clock. */
  readonly #asked: number[];
  readonly #missing = new Set<string>();
  /** What was shown before this is no longer known, and so never asked for again. */
  #floor: number;
  /** The latest stamp shown that does not lie in the future. */
  #highest: number;
  #troubled = false;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#asked = TIERS.map(() => options.from);
    this.#floor = options.since;
    this.#highest = Number.NEGATIVE_INFINITY;
  }

  async *run(): AsyncGenerator<readonly FollowedEvent[], FollowEnd, void> {
    const {signal, now, sleep} = this.#options;
    // The first look reaches deep: history ended while lines were on their way.
    let tier = 0;
    while (!signal.aborted) {
      const at = now();
      try {
        yield* this.#look(tier, at, signal);
        this.#recovered();
      } catch (error) {
        if (signal.aborted) break;
        this.#failed(error);
      }
      try {
        await sleep(TICK, signal);
      } catch {
        break;
      }
      tier = this.#due(now());
    }
    return yield* this.#finish();
  }

  /** One last deep look, so that what has arrived is shown before the end. */
  async *#finish(): AsyncGenerator<readonly FollowedEvent[], FollowEnd, void> {
    try {
      yield* this.#look(0, this.#options.now(), this.#options.lastLook());
    } catch {
      // The end says how far it is complete without it.
    }
    const lookedAt = this.#asked[0] ?? this.#options.from;
    return {completeUpTo: lookedAt - DEEPEST, lookedAt};
  }

  #due(now: number): number {
    const due = TIERS.findIndex((tier, index) => {
      const asked = this.#asked[index] ?? 0;
      // A clock that was put back makes everything due: by it nothing was asked yet.
      return now - asked >= tier.every || now < asked;
    });
    return due === -1 ? TIERS.length - 1 : due;
  }

  async *#look(index: number, at: number, signal: AbortSignal): AsyncGenerator<readonly FollowedEvent[], void, void> {
    const tier = TIERS[index];
    if (tier === undefined) return;
    // Whatever happened since: no gap between this window and the last one of its depth.
    const from = Math.max(this.#floor, Math.min(at, this.#asked[index] ?? at) - tier.depth);
    let found = false;
    for await (const {group, events} of mergeGroups(
      this.#options.groups.map(({group, name}) => ({group, batches: this.#fresh(name, from, signal)})),
    )) {
      found = true;
      yield this.#judge(group, events);
    }
    if (!found) yield [];
    // The answers put the clock right: a look from the future was one of now.
    const asked = Math.min(at, this.#options.now());
    // A deep look has seen whatever the shallower ones would see.
    for (let i = index; i < TIERS.length; i++) this.#asked[i] = asked;
    this.#forget();
  }

  #forget(): void {
    const {seen, note} = this.#options;
    // A minute more than the deepest window reaches.
    this.#floor = Math.max(this.#floor, Math.min(...this.#asked) - DEEPEST - 60_000);
    seen.forget(this.#floor);
    const lost = seen.shrink();
    if (lost !== undefined) {
      note(
        `More lines than can be remembered: some stamped before ${new Date(lost).toISOString()} may be shown twice.`,
      );
    }
  }

  #judge(group: LogGroup, events: readonly PageEvent[]): readonly FollowedEvent[] {
    const {seen, now} = this.#options;
    const present = now() + AHEAD;
    // Only what is handed on counts as shown: a look may fail while a page of it waits.
    return events
      .filter((event) => seen.add(event))
      .map((event) => {
        const late = event.timestamp < this.#highest;
        if (!late && event.timestamp <= present) this.#highest = event.timestamp;
        return {group, event, late};
      });
  }

  /** The events of a window that were not shown yet, page by page. */
  async *#fresh(name: string, from: number, signal: AbortSignal): AsyncGenerator<PageEvent[], void, void> {
    const {fetchPage, pacer, pattern, seen} = this.#options;
    let token: string | undefined;
    let begin = from;
    /** Stamp of the last event read. */
    let reached = from;
    let deaths = 0;
    for (;;) {
      const request = {
        group: name,
        from: begin,
        ...(pattern !== undefined && {pattern}),
        ...(token !== undefined && {token}),
      };
      let body: Buffer;
      try {
        body = await pacer.run(() => fetchPage(request, signal), signal);
      } catch (error) {
        if (error instanceof StaleToken && token !== undefined) {
          // Asked anew from where it broke off: from the beginning it might break off there again, and again.
          deaths = reached > begin ? 0 : deaths + 1;
          if (deaths > MOST_DEAD_TOKENS) throw tokensDie(error);
          begin = reached;
          token = undefined;
          continue;
        }
        if (!this.#options.isMissing(error)) throw error;
        this.#isMissing(name);
        return;
      }
      this.#exists(name);
      const next = tokenOf(body);
      const events = eventsOf(body);
      reached = Math.max(reached, events.at(-1)?.timestamp ?? reached);
      const fresh = events.filter((event) => event.timestamp >= from && !seen.has(event));
      if (fresh.length > 0) yield fresh;
      if (next === undefined || next === token) return;
      token = next;
    }
  }

  #isMissing(name: string): void {
    if (this.#missing.has(name)) return;
    this.#missing.add(name);
    this.#options.note(`No log group ${name} yet: it appears with the first line that is written to it.`);
  }

  #exists(name: string): void {
    if (this.#missing.delete(name)) this.#options.note(`The log group ${name} is there now.`);
  }

  #failed(error: unknown): void {
    if (!this.#options.mayPass(error)) throw error;
    if (this.#troubled) return;
    this.#troubled = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#options.note(`Cannot read at the moment (${why}): trying again; nothing will be missed.`);
  }

  #recovered(): void {
    if (!this.#troubled) return;
    this.#troubled = false;
    this.#options.note('Reading again, from where it broke off.');
  }
}
