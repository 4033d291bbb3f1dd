import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const PRIVATE =
  /\b(?:10\.\d|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.)|\.internal\b|\.local\b|rds\.amazonaws|cache\.amazonaws|localhost|127\.0\.0\.1/i;

const TIMED_OUT =
  /ConnectTimeout(?:Error)?|Connection (?:to \S+ )?timed out|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|i\/o timeout|connect timed out/i;

/** A call to a public host that runs into a time-out: what happens in a VPC without a way out. */
export const publicHostTimeout = defineRule({
  id: 'public-host-timeout',
  title: 'Calls to public hosts time out',
  phase: 'serve',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    // One character stands for the name before the dot: a run of them would be tried from each of its places.
    const suspects = records.filter(
      (record) =>
        /https?:\/\/[^\s'"]|host='[^']|Host:|api\.[\w-]+\.\w+|[\w-]\.(?:com|io|net|org)\b/i.test(record.text) &&
        !PRIVATE.test(record.text),
    );
    const hits = suspects.filter((record) => TIMED_OUT.test(record.text));
    const hit = firstMatch(hits, TIMED_OUT);
    return hit === undefined ? [] : [{data: {count: hits.length}, at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'Connections to a public host time out',
});
