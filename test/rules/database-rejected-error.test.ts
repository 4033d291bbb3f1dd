import {databaseRejectedError} from '../../src/rules/database-rejected-error.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(databaseRejectedError, {
  finds: [
    {
      name: 'wrong credentials',
      given: {'app-records': app('FATAL: password authentication failed for user "app"')},
      data: {kind: 'credentials'},
    },
    {
      name: 'a missing table',
      given: {'app-records': app('relation "users" does not exist')},
      data: {kind: 'missing-relation'},
    },
  ],
  silent: [
    {
      name: 'a host that does not answer',
      given: {'app-records': app('psycopg2.OperationalError: Connection timed out')},
    },
  ],
});
