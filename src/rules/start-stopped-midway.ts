import {exitedByItself} from '../engine/exits.js';
import {known} from '../engine/phases.js';
import {atEvent, atRecord, excerpt} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const UNDER_WAY =
  /(?:\.\.\.|…)\s*$|\b(?:waiting for|connecting|loading|initiali[sz]ing|fetching|downloading|warming|starting|running migrations|acquiring|ensuring|importing)\b/i;

/** What a program says that is told to stop: it was silent until then, and its silence after it is no hang. */
const STOPPING = /\bSIGTERM\b|\bsignal 15\b|\bshutting down\b/i;

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
    const stopping = records.findIndex((record) => STOPPING.test(record.text));
    const last = stopping === -1 ? records.at(-1) : records[stopping - 1];
    const failed =
      events.find((e) => e.kind === 'health-check-failed') ??
      events.find((e) => e.kind === 'deployment' && e.what === 'failed');
    if (last === undefined || failed === undefined) return [];
    if (exitedByItself(events) || records.some((r) => r.listen !== undefined || r.access !== undefined)) return [];
    if (last.traceback !== undefined || last.level === 'fatal' || last.level === 'error') return [];
    const until = Math.min(failed.timestamp, records[stopping]?.timestamp ?? failed.timestamp);
    if (until - last.timestamp < 20_000) return [];
    const rungs = prediction.status === 'collected' ? known(ladder) : undefined;
    const line = last.text.trimEnd().split('\n').at(-1) ?? '';
    const sign = rungs?.last !== undefined || UNDER_WAY.test(line);
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
    `The application log falls silent ${silentSeconds} s before the health check gives up, without a listening server and without an exit of its own${rung ? ` (last start-up step seen: ${rung})` : ''}`,
});
