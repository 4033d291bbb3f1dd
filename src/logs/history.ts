import {type LogGroup, mergeGroups, type TimelineBatch} from './merge.js';
import type {PageEvent} from './page.js';

export interface HistoryOptions {
  readonly groups: readonly {readonly group: LogGroup; readonly name: string}[];
  /** The events of one group, in order of time. */
  readonly read: (name: string, group: LogGroup) => AsyncIterable<readonly PageEvent[]>;
  readonly isMissing: (error: unknown) => boolean;
  /** Told of a group that is not there; the others go on. */
  readonly onMissing: (group: LogGroup) => void;
  /** Whether a failure is one of this group alone, and remembered: the others go on. Default: none is. */
  readonly isApart?: (group: LogGroup, error: unknown) => boolean;
}

/** A window of one or both groups as one timeline, batch by batch. */
export function readHistory(options: HistoryOptions): AsyncGenerator<TimelineBatch, void, void> {
  return mergeGroups(options.groups.map(({group, name}) => ({group, batches: readGroup(options, group, name)})));
}

async function* readGroup(
  {read, isMissing, onMissing, isApart}: HistoryOptions,
  group: LogGroup,
  name: string,
): AsyncGenerator<readonly PageEvent[], void, void> {
  try {
    yield* read(name, group);
  } catch (error) {
    if (isMissing(error)) onMissing(group);
    else if (isApart?.(group, error) !== true) throw error;
  }
}
