import {type LogGroup, mergeGroups, type TimelineBatch} from './merge.js';
import type {Pacer} from './pacer.js';
import type {FetchPage, PageEvent} from './page.js';
import {fetchEvents} from './pages.js';

export interface HistoryOptions {
  readonly groups: readonly {readonly group: LogGroup; readonly name: string}[];
  /** Epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly pattern?: string;
  readonly fetchPage: FetchPage;
  readonly pacer: Pacer;
  readonly signal: AbortSignal;
  readonly isMissing: (error: unknown) => boolean;
  /** Told of a group that is not there; the others go on. */
  readonly onMissing: (group: LogGroup) => void;
  readonly onProgress?: (at: number, pages: number) => void;
}

/** A window of one or both groups as one timeline, batch by batch. */
export function readHistory(options: HistoryOptions): AsyncGenerator<TimelineBatch, void, void> {
  return mergeGroups(options.groups.map(({group, name}) => ({group, batches: readGroup(options, group, name)})));
}

async function* readGroup(
  options: HistoryOptions,
  group: LogGroup,
  name: string,
): AsyncGenerator<PageEvent[], void, void> {
  const {from, to, pattern, fetchPage, pacer, signal, onProgress} = options;
  try {
    yield* fetchEvents({
      group: name,
      from,
      to,
      fetchPage,
      pacer,
      signal,
      ...(pattern !== undefined && {pattern}),
      ...(onProgress !== undefined && {onProgress}),
    });
  } catch (error) {
    if (!options.isMissing(error)) throw error;
    options.onMissing(group);
  }
}
