import {exitedByItself} from '../engine/exits.js';
import {atEvent, atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** A server that is up only this many milliseconds before the verdict had no time to pass it. */
const SECONDS_BEFORE = 15_000;

export const lateListen = defineRule({
  id: 'late-listen',
  title: 'The application listened too late',
  phase: 'listen',
  severity: 'error',
  needs: ['app-records', 'events'],
  check({'app-records': records, events}) {
    const failed =
      events.find((e) => e.kind === 'health-check-failed') ??
      events.find((e) => e.kind === 'deployment' && e.what === 'failed');
    const listening = records.find((record) => record.listen !== undefined);
    if (failed === undefined || listening === undefined || exitedByItself(events)) return [];
    if (records.some((r) => r.access !== undefined && r.timestamp < failed.timestamp - SECONDS_BEFORE)) return [];
    const early = failed.timestamp - listening.timestamp;
    if (early > SECONDS_BEFORE) return [];
    return [{data: {seconds: Math.round(-early / 1000)}, at: [atRecord(listening), atEvent(failed)]}];
  },
  message: ({seconds}) =>
    Number(seconds) >= 0
      ? `The application listened ${seconds} s after the health check had given up`
      : `The application listened only ${-Number(seconds)} s before the health check gave up`,
});
