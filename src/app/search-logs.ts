import {isDenied, isNotFound} from '../evidence/attempt.js';
import type {LogSession} from '../evidence/log-session.js';
import {DEEPEST} from '../logs/follow.js';
import {readInsights} from '../logs/insights.js';
import {filtersOfGrep, selectionOf} from '../logs/insights-query.js';
import type {PageEvent} from '../logs/page.js';
import type {Appetite} from '../logs/print.js';
import type {ReadWindow} from './read-logs.js';

export interface SearchOptions {
  readonly grep?: string | undefined;
  readonly filter?: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
  readonly note: (text: string) => void;
}

export interface LogSearch {
  /** The events of one log group, in order of time. */
  readonly read: (name: string) => AsyncIterable<readonly PageEvent[]>;
  /** What it took, and how complete the answer is. */
  report(appetite: Appetite): string;
}

/** The lines of a window by CloudWatch Logs Insights: for windows too large to be read page by page. */
export async function searchLogs(
  options: SearchOptions,
  session: LogSession,
  {from, to, read}: {readonly from: number; readonly to: number; readonly read: ReadWindow},
): Promise<LogSearch> {
  const {progress} = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let failure: {readonly error: unknown} | undefined;
  const selection = selectionOf(options.filter);
  const mask = options.grep === undefined ? undefined : await session.mask();
  // Queries stand in CloudTrail and in the account's history: no secret goes into one.
  const isSecret = options.grep !== undefined && mask?.text(options.grep) !== options.grep;
  const filters = mask === undefined || isSecret ? [] : filtersOfGrep(options.grep, mask.labels);
  const queries = session.queries(options);
  const began = session.now();
  return {
    read: (group) => {
      const own = new AbortController();
      let refusal: {readonly error: unknown} | undefined;
      return readInsights({
        group,
        from,
        to,
        selection,
        filters,
        async run(query, until) {
          try {
            return await queries.run(query, until);
          } catch (error) {
            // A group that is missing leaves the other one.
            if (isNotFound(error)) throw error;
            // So does one that may not be searched; of its own nothing is scanned any more.
            if (refusal !== undefined || isDenied(error)) {
              refusal ??= {error};
              own.abort();
              throw refusal.error;
            }
            // The answer is lost: nothing is scanned for it any more, and what failed first is what to say.
            failure ??= {error};
            stop.abort();
            throw failure.error;
          }
        },
        readPages: (first, last) => read(group, first, last),
        signal: AbortSignal.any([signal, own.signal]),
        onProgress: (at) => progress(`CloudWatch Logs Insights: up to ${new Date(at).toISOString()}`),
      });
    },
    report(appetite) {
      const spent = queries.spent();
      const scanned =
        spent.bytesScanned === undefined ? 'bytes scanned not known' : `${megabytes(spent.bytesScanned)} MB scanned`;
      const cost = `Read by CloudWatch Logs Insights: ${spent.queries} ${spent.queries === 1 ? 'query' : 'queries'}, ${scanned} (AWS bills by the bytes scanned).`;
      if (appetite !== 'more') return cost;
      const completeUpTo = Math.min(to, began - DEEPEST);
      return `${cost} Complete up to ${new Date(completeUpTo).toISOString()}; lines of one millisecond may stand in another order than they were written.`;
    },
  };
}

/** As AWS counts them for the bill: upwards. */
function megabytes(bytes: number): string {
  return (Math.ceil(bytes / 10_000) / 100).toFixed(2);
}
