import {setTimeout as sleep} from 'node:timers/promises';
import {mayPass} from '../aws/errors.js';

export interface WatchOptions<T> {
  readonly look: () => Promise<T>;
  /** Whether to look again. */
  readonly isOpen: (last: T) => boolean;
  /** Why a look did not see what decides, for now; undefined: it did. */
  readonly missing: (seen: T) => string | undefined;
  /** Between two looks, milliseconds. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
  /** A remark for the person in front. */
  readonly note: (text: string) => void;
}

/**
 * Looks until it is decided or the signal ends it; the last whole look is the answer.
 *
 * A look that fails, or that the end of the run cuts short, is no reason to forget the one before it.
 */
export async function watch<T>({look, isOpen, missing, pauseMs, signal, note}: WatchOptions<T>): Promise<T> {
  let last = await look();
  let troubled = false;
  const isTroubled = (why: string) => {
    if (!troubled) note(`Cannot look at the moment (${why}): trying again.`);
    troubled = true;
  };
  while (isOpen(last) && !signal.aborted) {
    await sleep(pauseMs, undefined, {signal}).catch(() => undefined);
    if (signal.aborted) break;
    try {
      const next = await look();
      if (signal.aborted) break;
      const why = missing(next);
      if (why !== undefined) {
        isTroubled(why);
        continue;
      }
      last = next;
      if (troubled) note('Reading again.');
      troubled = false;
    } catch (error) {
      if (signal.aborted) break;
      if (!mayPass(error)) throw error;
      isTroubled((error as Error).message);
    }
  }
  return last;
}
