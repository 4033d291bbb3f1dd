import type {AwsError} from '../aws/errors.js';
import {isDenied} from '../evidence/attempt.js';
import type {LogSession} from '../evidence/log-session.js';
import type {Pacer} from '../logs/pacer.js';
import type {PageEvent} from '../logs/page.js';
import {fetchEvents} from '../logs/pages.js';

export interface ReaderOptions {
  readonly filter?: string | undefined;
  readonly follow: boolean;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** A window of one log group, epoch milliseconds, both inclusive; the events in order of time. */
export type ReadWindow = (
  name: string,
  from: number,
  to: number,
  onProgress?: (at: number, pages: number) => void,
) => AsyncGenerator<readonly PageEvent[], void, void>;

/**
 * Reads page by page with FilterLogEvents; where that is denied, stream by stream with GetLogEvents.
 *
 * Not where the server must search, or where a follow comes after: GetLogEvents does not search, and knows no event
 * ids by which a follow tells what is new.
 */
export function createReader(options: ReaderOptions, session: LogSession, pacer: Pacer): ReadWindow {
  const {filter, signal, note} = options;
  let isTold = false;
  const tell = () => {
    if (!isTold) note(FALLBACK);
    isTold = true;
  };
  return async function* read(name, from, to, onProgress) {
    let hasBegun = false;
    let denied: AwsError;
    try {
      const pages = fetchEvents({
        group: name,
        from,
        to,
        ...(filter !== undefined && {pattern: filter}),
        fetchPage: session.fetchPage,
        pacer,
        signal,
        ...(onProgress !== undefined && {onProgress}),
      });
      for await (const events of pages) {
        hasBegun = true;
        yield events;
      }
      return;
    } catch (error) {
      // What was shown already would be shown again.
      if (!isDenied(error) || hasBegun || filter !== undefined || options.follow) throw error;
      denied = error;
    }
    try {
      for await (const events of session.readByStreams(name, {from, to}, note)) {
        tell();
        yield events;
      }
      tell();
    } catch (error) {
      // What was missing first is what to ask for.
      throw isDenied(error) ? denied : error;
    }
  };
}

const FALLBACK =
  'logs:FilterLogEvents is not allowed: the streams are read one by one with logs:GetLogEvents, which takes more calls and cannot search or follow.';
