import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

const KINDS: readonly (readonly [string, RegExp])[] = [
  [
    'credentials',
    /password authentication failed|Access denied for user|authentication failed|no pg_hba\.conf entry|WRONGPASS|NOAUTH Authentication required|Login failed for user|P1000\b/i,
  ],
  ['missing-database', /database "[^"]*" does not exist|Unknown database '/i],
  [
    'missing-relation',
    /relation "[^"]*" does not exist|no such table|Table '[^']+' doesn't exist|UndefinedTable|column "?[^"\s]+"? (?:of relation "[^"]+" )?does not exist/i,
  ],
  ['version', /(?:PostgreSQL|MySQL|MariaDB) [\d.]+ or later is required|unsupported server version/i],
  ['too-many', /too many connections|remaining connection slots are reserved/i],
];

/** The database answered and said no. So the network is fine. */
export const databaseRejectedError = defineRule({
  id: 'database-rejected-error',
  title: 'The database answered and refused',
  phase: 'start',
  severity: 'error',
  needs: ['app-records'],
  check({'app-records': records}) {
    for (const [kind, pattern] of KINDS) {
      const hit = firstMatch(records, pattern);
      if (hit) return [{data: {kind}, at: [atRecord(hit.record, hit.line)]}];
    }
    return [];
  },
  message: ({kind}) => `The database answered and refused: ${WORDS[String(kind)] ?? 'see the line'}`,
});

const WORDS: {readonly [kind: string]: string} = {
  credentials: 'the credentials are not accepted',
  'missing-database': 'the database does not exist',
  'missing-relation': 'a table or column does not exist (migrations not run?)',
  version: 'its version is not supported',
  'too-many': 'no connection is free',
};
