import {setTimeout as sleep} from 'node:timers/promises';
import {lookError} from '../errors.js';
import {Throttled} from './page.js';

export interface PacerOptions {
  /** Calls a second that the region's quota allows. */
  readonly quota: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const SECOND = 1000;
/** Throttles this close together are one. */
const EPOCH = 500;
/** How long AWS may refuse every call before it counts as a failure. */
const PATIENCE = 10 * 60 * SECOND;
const SLOWEST = 0.5;
/** So few calls granted say nothing of what AWS grants, unless throttles come in a row. */
const TELLING = 4;
const IN_A_ROW = 10 * SECOND;
/** A ceiling is forgotten after so many seconds' worth of calls without a throttle, and so many calls at least. */
const CONTENT = 10;
const FEWEST_CONTENT = 50;

/**
 * Keeps calls within what AWS grants: the quota is shared with everything else that reads logs in the account.
 *
 * Starts with one call at a time and has four times as many after each round trip; spends a second's quota as a burst,
 * then 0.9 of it, and grows while AWS stays content. A throttle sets the pace by what AWS did grant in the last second,
 * until AWS has been content for a while; one alone, before that was a second's worth, only halves it for a few calls.
 */
export class Pacer {
  readonly #now: () => number;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #most: number;
  /** The pace of the quota. */
  readonly #pace: number;
  #rate: number;
  #tokens: number;
  #refilled: number;
  #window = 1;
  #latency: number | undefined;
  #granted: number[] = [];
  /** What AWS granted when it throttled last. */
  #ceiling: number | undefined;
  #hasLearned = false;
  #throttledAt: number | undefined;
  /** Grants since. */
  #content = 0;
  /** On its way back to the quota's pace after a throttle that told nothing. */
  #isRecovering = false;
  #refusedSince: number | undefined;
  #begun: number;
  #line: Promise<unknown> = Promise.resolve();

  constructor(options: PacerOptions) {
    this.#now = options.now ?? (() => performance.now());
    this.#sleep = options.sleep ?? (async (ms, signal) => void (await sleep(ms, undefined, {signal})));
    this.#most = options.quota >= 20 ? 8 : 4;
    this.#pace = options.quota * 0.9;
    this.#rate = this.#pace;
    this.#tokens = options.quota;
    this.#refilled = this.#now();
    this.#begun = this.#refilled;
  }

  /** How many calls may be under way. */
  get concurrency(): number {
    const window = Math.floor(this.#window);
    if (this.#ceiling === undefined || this.#latency === undefined) return window;
    // More than the pace can use would only queue.
    return Math.max(1, Math.min(window, Math.round((this.#rate * this.#latency * 1.1) / SECOND)));
  }

  /**
   * How many pages a slice should hold: few where calls are cheap, so that the pages of all slices under way fit into
   * memory and none has to wait in its middle; many where a half-empty page at a slice's end costs part of a small
   * quota; without bound where one call after the other uses the quota up.
   */
  get pagesPerSlice(): number {
    if (this.#ceiling !== undefined && this.concurrency === 1) return Number.POSITIVE_INFINITY;
    return this.#rate > 12 ? 2 : 8;
  }

  /** Calls a second at present. */
  get rate(): number {
    return this.#rate;
  }

  /** Makes a call when its turn has come, and again when AWS throttles it. */
  async run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      await this.#turn(signal);
      const started = this.#now();
      try {
        const answer = await call();
        this.#onGrant(this.#now() - started);
        return answer;
      } catch (error) {
        if (!(error instanceof Throttled)) throw error;
        this.#onThrottle();
      }
    }
  }

  /** One after the other, in the order in which they came. */
  #turn(signal: AbortSignal): Promise<void> {
    const mine = this.#line.then(async () => {
      signal.throwIfAborted();
      for (;;) {
        this.#refill();
        if (this.#tokens >= 1) break;
        await this.#sleep(Math.ceil(((1 - this.#tokens) / this.#rate) * SECOND), signal);
      }
      this.#tokens -= 1;
    });
    this.#line = mine.catch(() => {});
    return mine;
  }

  #refill(): void {
    const now = this.#now();
    const burst = this.#ceiling === undefined ? Math.max(1, this.#rate / 0.9) : 1;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#refilled) / SECOND) * this.#rate);
    this.#refilled = now;
  }

  #onGrant(latency: number): void {
    const now = this.#now();
    this.#refusedSince = undefined;
    this.#latency = this.#latency === undefined ? latency : this.#latency * 0.8 + latency * 0.2;
    this.#granted = [...this.#granted.filter((at) => now - at < SECOND), now];
    this.#content += 1;
    if (this.#content >= Math.max(FEWEST_CONTENT, (this.#ceiling ?? 0) * CONTENT)) this.#ceiling = undefined;
    // Four times as many each round trip until AWS refuses one, then one more: a log of a few dozen pages is over
    // before anything slower has opened up.
    const step = this.#ceiling === undefined ? 3 : 1 / Math.floor(this.#window);
    this.#window = Math.min(this.#most, this.#window + step);
    this.#grow(now);
  }

  #grow(now: number): void {
    if (this.#isRecovering) {
      this.#rate = Math.min(this.#pace, this.#rate * 1.5);
      this.#isRecovering = this.#rate < this.#pace;
    } else if (this.#ceiling === undefined || this.#throttledAt === undefined) {
      if (now - this.#begun > SECOND) this.#rate *= 1.04;
    } else if (now - this.#throttledAt > 2 * SECOND) {
      // Below what was refused, unless that was long ago.
      const bound = now - this.#throttledAt > 30 * SECOND ? Number.POSITIVE_INFINITY : this.#ceiling * 0.95;
      if (this.#rate < bound) this.#rate = Math.min(bound, this.#rate * 1.02);
    }
  }

  #onThrottle(): void {
    const now = this.#now();
    this.#refusedSince ??= now;
    if (now - this.#refusedSince > PATIENCE) {
      throw lookError('CloudWatch Logs has throttled every call for ten minutes.', {
        code: 'AWS_THROTTLED',
        suggestions: [
          'Something else in this account reads logs at full rate: look for dashboards, exporters and open tails.',
          'Ask for less: a shorter --since, or --filter, which searches on the server.',
        ],
      });
    }
    this.#tokens = 0;
    this.#refilled = now;
    this.#content = 0;
    const since = this.#throttledAt === undefined ? Number.POSITIVE_INFINITY : now - this.#throttledAt;
    if (since < EPOCH) return;
    this.#throttledAt = now;
    this.#window = Math.max(1, Math.floor(this.#window / 2));
    const granted = this.#granted.filter((at) => now - at < SECOND).length;
    const isMeasured = granted >= TELLING && now - this.#begun >= SECOND;
    this.#slowDown(granted, granted > 0 && (isMeasured || since < IN_A_ROW));
  }

  #slowDown(granted: number, isTelling: boolean): void {
    if (this.#ceiling === undefined && !isTelling) {
      this.#rate = Math.max(SLOWEST, this.#rate * 0.5);
      this.#isRecovering = true;
      return;
    }
    // What the first second granted was a burst as large as the pace, and the pace.
    const share = this.#hasLearned ? 0.85 : 0.6;
    const pace = this.#ceiling === undefined ? Math.min(this.#rate, granted) * share : this.#rate * 0.85;
    this.#hasLearned = true;
    this.#ceiling = Math.max(1, Math.min(this.#ceiling ?? granted, this.#rate));
    this.#rate = Math.max(SLOWEST, pace);
    this.#isRecovering = false;
  }
}

/** FilterLogEvents a second and region, as AWS documents its default quotas. */
export function quotaOf(region: string): number {
  return region === 'us-east-1' ? 25 : 10;
}
