import {exitedByItself} from '../engine/exits.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** Steps of a start this far apart, in milliseconds, are slow... */
const FAR = 45_000;
/** ...and so many of them are no single hanging call. */
const STEPS = 2;

/** The start goes on, step by step, with long pauses: work, not one call that hangs. */
export const startCrawls = defineRule({
  id: 'start-crawls',
  title: 'The steps of the start lie far apart',
  phase: 'listen',
  severity: 'warning',
  needs: ['app-records', 'events'],
  check({'app-records': records, events}) {
    const [first] = records;
    if (first === undefined || exitedByItself(events)) return [];
    const own = records.filter((record) => record.stream === first.stream);
    const until = own.findIndex((record) => record.listen !== undefined || record.access !== undefined);
    const start = until === -1 ? own : own.slice(0, until + 1);
    const pauses = start.flatMap((record, index) => {
      const before = start[index - 1];
      // A line that comes again and again waits for something.
      if (before === undefined || sameWords(record.text, before.text)) return [];
      const milliseconds = record.timestamp - before.timestamp;
      return milliseconds >= FAR ? [{before, record, milliseconds}] : [];
    });
    if (pauses.length < STEPS) return [];
    const longest = Math.max(...pauses.map(({milliseconds}) => milliseconds));
    return [
      {
        data: {pauses: pauses.length, longestSeconds: Math.round(longest / 1000)},
        at: pauses.slice(0, 3).flatMap(({before, record}) => [atRecord(before), atRecord(record)]),
      },
    ];
  },
  message: ({pauses, longestSeconds}) =>
    `The start pauses ${pauses} times for up to ${longestSeconds} s between its steps, and goes on`,
});

function sameWords(a: string, b: string): boolean {
  const words = (text: string) => text.replace(/\d+/g, '');
  return words(a) === words(b);
}
