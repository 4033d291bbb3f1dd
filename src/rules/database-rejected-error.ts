import {finalTracebacks, firstMatch, isGeneralError} from '../engine/app-log.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRecord, AppRunnerEvent} from '../logs/model.js';

const KINDS: readonly (readonly [string, RegExp])[] = [
  [
    'credentials',
    /password authentication failed|\bInvalidPasswordError\b|Access denied for user '|\bMongo\w*Error: [^\n]{0,40}authentication failed|AuthenticationFailed\b|no pg_hba\.conf entry|WRONGPASS|NOAUTH Authentication required|Login failed for user|P1000\b/i,
  ],
  ['missing-database', /database "[^"]*" does not exist|Unknown database '/i],
  [
    'missing-relation',
    /relation "[^"]*" does not exist|no such table|Table '[^']+' doesn't exist|UndefinedTable|column "?[^"\s]+"? (?:of relation "[^"]+" )?does not exist/i,
  ],
  ['version', /(?:PostgreSQL|MySQL|MariaDB) [\d.]+ or later is required|unsupported server version/i],
  ['too-many', /too many (?:connections|clients already)|remaining connection slots are reserved/i],
];

/** The database answered and said no. So the network is fine. */
export const databaseRejectedError = defineRule({
  id: 'database-rejected-error',
  title: 'The database answered and refused',
  phase: 'start',
  severity: 'error',
  needs: ['app-records'],
  mayLack: ['events'],
  check({'app-records': records, events}) {
    const happened = known(events) ?? [];
    const suspects = records.filter(({level, traceback}) => traceback !== undefined || !CALM.has(level ?? ''));
    const found = KINDS.flatMap(([kind, pattern]) => {
      const hits = suspects.filter((record) => pattern.test(record.text));
      return hits.flatMap((record) => {
        const hit = firstMatch([record], pattern);
        if (hit === undefined) return [];
        const place = placeOf(record, records, happened);
        const data = {kind, count: hits.length, ...(place !== 'end' && {[place]: true})};
        return [{place, data, at: [atRecord(hit.record, hit.line)]}];
      });
    });
    const best = PLACES.map((place) => found.find((one) => one.place === place)).find((one) => one !== undefined);
    return best === undefined ? [] : [{data: best.data, at: best.at}];
  },
  message: ({kind, survived, afterListen}) =>
    `The database answered and refused: ${WORDS[String(kind)] ?? 'see the line'}${survived ? '; the application went on' : afterListen ? ', while the application was already listening' : ''}`,
});

const CALM: ReadonlySet<string> = new Set(['info', 'debug']);

/** Did the start end of it, was it seen by a server that already listened, or did the start go on? */
const PLACES = ['end', 'afterListen', 'survived'] as const;

function placeOf(
  record: AppRecord,
  records: readonly AppRecord[],
  events: readonly AppRunnerEvent[],
): (typeof PLACES)[number] {
  const own = records.filter(({stream}) => stream === record.stream);
  const index = own.indexOf(record);
  const listens = (r: AppRecord) => r.listen !== undefined || r.access !== undefined;
  const healthy = events.some(
    ({kind, timestamp}) => (kind === 'health-check-ok' || kind === 'routed') && timestamp < record.timestamp,
  );
  if (healthy || own.slice(0, index + 1).some(listens)) {
    // A program may listen first, connect then, and end of it.
    const ended = events.some(({kind}) => kind === 'exit') && !own.slice(index).some((r) => r.access !== undefined);
    return ended ? 'end' : 'afterListen';
  }
  if (own.slice(index).some(listens)) return 'survived';
  if (record.traceback === undefined) return record.level === 'warning' ? 'survived' : 'end';
  const last = finalTracebacks(own)[0];
  return last === undefined || last === record || isGeneralError(last) ? 'end' : 'survived';
}

const WORDS: {readonly [kind: string]: string} = {
  credentials: 'the credentials are not accepted',
  'missing-database': 'the database does not exist',
  'missing-relation': 'a table or column does not exist (migrations not run?)',
  version: 'its version is not supported',
  'too-many': 'no connection is free',
};
