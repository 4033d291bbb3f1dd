import type {AppRecord, Ladder} from './model.js';

/** One rung as a contract names it: the lines that prove that start-up came this far. */
export interface Rung {
  readonly id: string;
  readonly title: string;
  /** A string is found anywhere in a record as it stands; a regular expression must be linear in its input. */
  readonly patterns: readonly (string | RegExp)[];
}

/** Start-up lines are short; a record of a megabyte is not searched to its end. */
const SEARCHED = 65_536;

/**
 * Marks which rungs the log shows, and the furthest of them.
 *
 * @param records of one instance, or of all instances of one deployment (then the ladder is the furthest that any of
 *   them climbed); any order, the earliest record that shows a rung counts
 */
export function climbLadder(rungs: readonly Rung[], records: readonly AppRecord[]): Ladder {
  const seen = rungs.map((rung) => earliest(rung, records));
  const last = rungs.findLast((_, index) => seen[index] !== undefined)?.id;
  return {
    rungs: rungs.map(({id, title}, index) => {
      const at = seen[index];
      return {id, title, ...(at !== undefined && {seen: {timestamp: at.timestamp, index: at.first}})};
    }),
    ...(last !== undefined && {last}),
  };
}

function earliest(rung: Rung, records: readonly AppRecord[]): AppRecord | undefined {
  let best: AppRecord | undefined;
  for (const record of records) {
    if (best !== undefined && record.timestamp >= best.timestamp) continue;
    if (shows(record, rung)) best = record;
  }
  return best;
}

function shows(record: AppRecord, rung: Rung): boolean {
  const text = record.text.slice(0, SEARCHED);
  return rung.patterns.some((pattern) => {
    if (typeof pattern === 'string') return text.includes(pattern);
    // search() ignores lastIndex: a pattern with the g or y flag answers the same each time.
    return text.search(pattern) !== -1;
  });
}
