import {finalTracebacks, firstMatch, isGeneralError} from '../engine/app-log.js';
import {exitedByItself} from '../engine/exits.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import type {AppRecord, AppRunnerEvent} from '../logs/model.js';

const KINDS: readonly (readonly [string, RegExp])[] = [
  [
    'encryption',
    /no pg_hba\.conf entry[^\n]{0,200}(?:no encryption|SSL off)|require_secure_transport|\b(?:SSL|TLS) (?:connection )?is required\b|server (?:requires|does not support) (?:SSL|TLS)/i,
  ],
  ['host', /no pg_hba\.conf entry|is not allowed to connect to this (?:MySQL|MariaDB) server/i],
  [
    'credentials',
    /password authentication failed|\bInvalidPasswordError\b|Access denied for user '|\bMongo\w*Error: [^\n]{0,40}authentication failed|AuthenticationFailed\b|WRONGPASS|NOAUTH Authentication required|Login failed for user|P1000\b/i,
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
  tellsTheEnd: true,
  needs: ['app-records'],
  mayLack: ['events'],
  check({'app-records': records, events}) {
    const placeOf = placesOf(records, known(events) ?? []);
    const suspects = records.filter(({level, traceback}) => traceback !== undefined || !CALM.has(level ?? ''));
    const found = KINDS.flatMap(([kind, pattern]) => {
      const hits = suspects.filter((record) => pattern.test(record.text));
      return hits.flatMap((record) => {
        const hit = firstMatch([record], pattern);
        if (hit === undefined) return [];
        const place = placeOf(record);
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

type PlaceOf = (record: AppRecord) => (typeof PLACES)[number];

/** One pass over the records: a refusal may stand in every line of a long log. */
function placesOf(records: readonly AppRecord[], events: readonly AppRunnerEvent[]): PlaceOf {
  const position = new Map(records.map((record, index) => [record, index]));
  const isListening = ({listen, access}: AppRecord) => listen !== undefined || access !== undefined;
  const listening = spans(records, isListening);
  const answers = spans(records, ({access}) => access !== undefined);
  const errors = new Map(finalTracebacks(records).map((record) => [record.stream, record]));
  const healthy = events.find(({kind}) => kind === 'health-check-ok' || kind === 'routed')?.timestamp;
  const exited = exitedByItself(events);
  return (record) => {
    const {stream, timestamp, traceback, level} = record;
    const index = position.get(record) ?? -1;
    const {first, last} = listening.get(stream) ?? NOWHERE;
    if ((healthy !== undefined && healthy < timestamp) || first <= index) {
      // A program may listen first, connect then, and end of it.
      return exited && (answers.get(stream) ?? NOWHERE).last < index ? 'end' : 'afterListen';
    }
    if (last >= index) return 'survived';
    if (traceback === undefined) return level === 'warning' ? 'survived' : 'end';
    const error = errors.get(stream);
    return error === undefined || error === record || isGeneralError(error) ? 'end' : 'survived';
  };
}

const NOWHERE = {first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY};

/** Of each stream the first and the last index of the records that are so. */
function spans(
  records: readonly AppRecord[],
  isSo: (record: AppRecord) => boolean,
): ReadonlyMap<string, {readonly first: number; readonly last: number}> {
  const found = new Map<string, {first: number; last: number}>();
  records.forEach((record, index) => {
    if (!isSo(record)) return;
    found.set(record.stream, {first: found.get(record.stream)?.first ?? index, last: index});
  });
  return found;
}

const WORDS: {readonly [kind: string]: string} = {
  encryption: 'it and the application do not agree on encryption (TLS)',
  host: 'it takes no connection of this user from this address',
  credentials: 'the credentials are not accepted',
  'missing-database': 'the database does not exist',
  'missing-relation': 'a table or column does not exist (migrations not run?)',
  version: 'its version is not supported',
  'too-many': 'no connection is free',
};
