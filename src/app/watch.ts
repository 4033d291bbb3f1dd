import {setTimeout as sleep} from 'node:timers/promises';
import {mayPass, passesByItself} from '../aws/errors.js';

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
 * A look that fails, or that the end of the run cuts short, is no reason to forget the one before it. Before there is
 * one, only what passes by itself is outlived: expired credentials, or a server that is not AWS, are for the person who
 * has just typed the command.
 *
 * @throws what a look threw, where looking again is of no use, or where the run ended before any look succeeded
 */
export async function watch<T>({look, isOpen, missing, pauseMs, signal, note}: WatchOptions<T>): Promise<T> {
  let whole: {readonly seen: T} | undefined;
  let partial: {readonly seen: T} | undefined;
  let troubled = false;
  const isTroubled = (why: string) => {
    if (!troubled) note(`Cannot look at the moment (${why}): trying again.`);
    troubled = true;
  };
  for (;;) {
    let failure: unknown;
    try {
      const seen = await look();
      const why = signal.aborted ? undefined : missing(seen);
      if (signal.aborted) return (whole ?? partial ?? {seen}).seen;
      if (why === undefined) {
        if (troubled) note('Reading again.');
        troubled = false;
        whole = {seen};
        if (!isOpen(seen)) return seen;
      } else {
        partial = {seen};
        isTroubled(why);
      }
    } catch (error) {
      const passes = whole === undefined ? passesByItself(error) : mayPass(error);
      if (!signal.aborted && !passes) throw error;
      failure = error;
      if (!signal.aborted) isTroubled((error as Error).message);
    }
    if (!signal.aborted) await sleep(pauseMs, undefined, {signal}).catch(() => undefined);
    if (!signal.aborted) continue;
    const answer = whole ?? partial;
    if (answer === undefined) throw failure;
    return answer.seen;
  }
}
