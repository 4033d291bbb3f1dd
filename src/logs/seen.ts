import {createHash} from 'node:crypto';
import type {PageEvent} from './page.js';

/**
 * Which events were shown, by id, in buckets of a second of their stamps: whole buckets are forgotten once no window
 * reaches back to them.
 */
export class SeenEvents {
  readonly #seconds = new Map<number, Set<string>>();
  readonly #most: number;
  #size = 0;

  constructor(most = 1_000_000) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  has(event: PageEvent): boolean {
    const ids = this.#seconds.get(Math.floor(event.timestamp / 1000));
    return ids?.has(keyOf(event)) === true;
  }

  /** @returns false when it was there already */
  add(event: PageEvent): boolean {
    const second = Math.floor(event.timestamp / 1000);
    let ids = this.#seconds.get(second);
    if (ids === undefined) {
      ids = new Set();
      this.#seconds.set(second, ids);
    }
    const id = keyOf(event);
    if (ids.has(id)) return false;
    ids.add(id);
    this.#size += 1;
    return true;
  }

  /** Forgets every event stamped before a time. */
  forget(before: number): void {
    const bound = Math.floor(before / 1000);
    for (const [second, ids] of this.#seconds) {
      if (second >= bound) continue;
      this.#size -= ids.size;
      this.#seconds.delete(second);
    }
  }

  /**
   * Forgets the oldest seconds until the bound holds again.
   *
   * @returns the time before which nothing is known any more; nothing when the bound held
   */
  shrink(): number | undefined {
    let before: number | undefined;
    while (this.#size > this.#most && this.#seconds.size > 1) {
      const oldest = Math.min(...this.#seconds.keys());
      before = (oldest + 1) * 1000;
      this.forget(before);
    }
    return before;
  }
}

/** Ids are opaque: nothing says that those of two groups cannot be alike, and their streams never are. */
function keyOf(event: PageEvent): string {
  return event.eventId === undefined ? fingerprint(event) : `${event.logStreamName} ${event.eventId}`;
}

/** Some endpoints send no event ids: stream, stamp, arrival and text tell events apart as well as can be. */
function fingerprint({logStreamName, timestamp, ingestionTime, message}: PageEvent): string {
  return createHash('sha1')
    .update(JSON.stringify([logStreamName, timestamp, ingestionTime, message]))
    .digest('base64');
}
