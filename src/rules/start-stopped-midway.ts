import {exitedByItself} from '../engine/exits.js';
import {gaveUp} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atEvent, atRecord, excerpt} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {saysItStops} from '../engine/stopping.js';
import {announcesServer} from '../logs/announced-port.js';

/** A step that waits for something, or takes its time. */
const BLOCKING =
  /\b(?:waiting for (?!(?:\w+ )?(?:requests?|connections|clients|traffic|messages|jobs|tasks)\b)|connecting|loading|fetching|downloading|warming|running migrations|acquiring|ensuring|importing)\b/i;
/** A step that is begun. A server that says nothing more once it listens ends with such a line too. */
const BEGUN = /(?:\.\.\.|…)\s*$|\binitiali[sz]ing\b/i;

/**
 * The log stops while the application was still starting: no server listens, nothing exits, the check gives up.
 * A server that says nothing when it listens looks alike, so without a sign of unfinished work this is a hint only.
 */
export const startStoppedMidway = defineRule({
  id: 'start-stopped-midway',
  title: 'The log stops in the middle of the start',
  phase: 'listen',
  severity: 'error',
  needs: ['app-records', 'events'],
  mayLack: ['ladder', 'prediction'],
  check({'app-records': records, events, ladder, prediction}) {
    const stopping = records.findIndex(saysItStops);
    const last = stopping === -1 ? records.at(-1) : records[stopping - 1];
    const failed = gaveUp(events);
    if (last === undefined || failed === undefined) return [];
    if (exitedByItself(events) || records.some((r) => r.listen !== undefined || r.access !== undefined)) return [];
    if (last.traceback !== undefined || last.level === 'fatal' || last.level === 'error') return [];
    const until = Math.min(failed.timestamp, records[stopping]?.timestamp ?? failed.timestamp);
    if (until - last.timestamp < 20_000) return [];
    const rungs = prediction.status === 'collected' ? known(ladder) : undefined;
    const line = last.text.trimEnd().split('\n').at(-1) ?? '';
    const sign = rungs?.last !== undefined || isUnfinished(line);
    return [
      {
        data: {
          line: excerpt(line),
          sign,
          rung: rungs?.last ?? null,
          silentSeconds: Math.round((failed.timestamp - last.timestamp) / 1000),
        },
        at: [atRecord(last), atEvent(failed)],
      },
    ];
  },
  message: ({silentSeconds, rung}) =>
    `The application log falls silent ${silentSeconds} s before the health check gives up, with no line that says that a server listens and without an exit of its own${rung ? ` (last start-up step seen: ${rung})` : ''}`,
});

function isUnfinished(line: string): boolean {
  return BLOCKING.test(line) || (BEGUN.test(line) && !announcesServer(line));
}
