import {exitedByItself} from '../engine/exits.js';
import {atEvent, atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** A server that is up only this many milliseconds before the verdict had no time to pass it. */
const SECONDS_BEFORE = 15_000;
/** One that used this share of the check's whole time before it listened may have had too little left. */
const LATE_SHARE = 0.9;

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
    const certain = early <= SECONDS_BEFORE;
    const began = events.findLast((e) => e.kind === 'health-check-started' && e.timestamp <= failed.timestamp);
    if (!certain && (began === undefined || !isLate(listening, began, failed))) return [];
    const after = began === undefined ? null : Math.round((listening.timestamp - began.timestamp) / 1000);
    return [{data: {seconds: Math.round(-early / 1000), certain, after}, at: [atRecord(listening), atEvent(failed)]}];
  },
  message({seconds, certain, after}) {
    if (Number(seconds) >= 0) return `The application listened ${seconds} s after the health check had given up`;
    const before = `The application listened only ${-Number(seconds)} s before the health check gave up`;
    return certain === false ? `${before}, ${after} s after it had begun: that may have been too late` : before;
  },
});

type At = {readonly timestamp: number};

function isLate(listening: At, began: At, failed: At): boolean {
  return listening.timestamp - began.timestamp >= LATE_SHARE * (failed.timestamp - began.timestamp);
}
