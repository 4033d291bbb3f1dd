import {queryText, type Selection} from './insights-query.js';
import type {PageEvent} from './page.js';

/** One query of CloudWatch Logs Insights over one log group. Times are epoch milliseconds, both ends inclusive. */
export interface LogQuery {
  readonly group: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly limit: number;
}

export interface LogQueryAnswer {
  readonly events: readonly PageEvent[];
  /** Lines that the query matched, those beyond its limit included. */
  readonly matched?: number;
}

/** Runs a query to its end. Throws when it ends in another way than with an answer. */
export type RunLogQuery = (query: LogQuery, signal: AbortSignal) => Promise<LogQueryAnswer>;

export interface InsightsOptions {
  readonly group: string;
  /** Epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly selection: Selection;
  /** More of what to search for: it may let through too much, never too little. */
  readonly filters?: readonly string[];
  readonly run: RunLogQuery;
  /** Reads a window page by page: more lines of one millisecond than a query answers cannot be cut by time. */
  readonly readPages: (from: number, to: number) => AsyncIterable<readonly PageEvent[]>;
  readonly signal: AbortSignal;
  /** Rows of one answer. */
  readonly limit?: number;
  readonly onProgress?: (at: number) => void;
}

/** The most that every region answers to one query. */
const LIMIT = 10_000;
/** Queries under way for one group: the account has 30 at once, for dashboards and everybody. */
const AT_ONCE = 2;
/** Parts are made so large that this share of an answer is used: lines do not come evenly. */
const FILL = 0.7;
const MOST_PARTS = 64;

interface Window {
  readonly from: number;
  readonly to: number;
  answer?: Promise<LogQueryAnswer>;
}

/**
 * Reads a window of one log group by queries of CloudWatch Logs Insights: in order, nothing lost, nothing twice.
 *
 * A query answers at most so many rows, the earliest ones. When it comes back full, what lies before its last stamp is
 * whole, and the rest is cut into as many parts as its count of matches says that are needed: each cut makes AWS scan
 * the rest once more, so few cuts matter more than full answers.
 */
export async function* readInsights(options: InsightsOptions): AsyncGenerator<readonly PageEvent[], void, void> {
  const {group, selection, run, limit = LIMIT, onProgress} = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const filters = [...selection.filters, ...(options.filters ?? [])];
  let running = 0;
  const start = async ({from, to}: Window) => {
    running += 1;
    try {
      return await run({group, from, to, text: queryText(filters, from, to, limit), limit}, signal);
    } finally {
      running -= 1;
    }
  };
  const windows: Window[] = options.from > options.to ? [] : [{from: options.from, to: options.to}];
  try {
    for (let head = windows[0]; head !== undefined; head = windows[0]) {
      for (const window of windows.slice(0, AT_ONCE)) {
        if (window.answer !== undefined || running >= AT_ONCE) continue;
        window.answer = start(window);
        // Awaited in its turn; until then nobody may hear of a failure.
        window.answer.catch(() => {});
      }
      const {from, to} = head;
      const answer = await (head.answer ?? start(head));
      windows.shift();
      const events = inOrder(answer.events).filter(({timestamp}) => timestamp >= from && timestamp <= to);
      const last = events.at(-1)?.timestamp;
      const isFull = answer.events.length >= limit || (answer.matched ?? 0) > answer.events.length;
      if (last === undefined || !isFull) {
        yield events;
      } else if (events[0]?.timestamp === last) {
        for await (const page of options.readPages(last, last)) {
          yield page.filter(({message}) => selection.matches(message));
        }
        windows.unshift(...parts(last + 1, to, answer, 0, limit));
      } else {
        const whole = events.filter(({timestamp}) => timestamp < last);
        yield whole;
        windows.unshift(...parts(last, to, answer, whole.length, limit));
      }
      onProgress?.(last ?? to);
    }
  } finally {
    stop.abort();
    // What nobody reads any more is stopped before the connection closes.
    await Promise.allSettled(windows.map(({answer}) => answer));
  }
}

/** The rest of a window in parts that should each fit one answer. */
function parts(from: number, to: number, {matched}: LogQueryAnswer, had: number, limit: number): Window[] {
  const wanted = matched === undefined ? 2 : Math.ceil((matched - had) / (limit * FILL));
  const count = Math.min(MOST_PARTS, Math.max(1, wanted), Math.max(1, to - from + 1));
  const at = (index: number) => from + Math.floor(((to - from + 1) * index) / count);
  return Array.from({length: from > to ? 0 : count}, (_, index) => ({from: at(index), to: at(index + 1) - 1}));
}

/** As sent, but by stamp: rows of one stamp keep the order in which they came. */
function inOrder(events: readonly PageEvent[]): readonly PageEvent[] {
  return [...events].sort((a, b) => a.timestamp - b.timestamp);
}
