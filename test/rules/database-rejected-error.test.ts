import {databaseRejectedError} from '../../src/rules/database-rejected-error.js';
import {app, EXIT_1, exited, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';

testRule(databaseRejectedError, {
  finds: [
    {
      name: 'a database that takes encrypted connections only',
      given: {
        'app-records': app(
          'error: no pg_hba.conf entry for host "10.0.1.2", user "app", database "app", no encryption',
        ),
      },
      data: {kind: 'encryption'},
      says: /do not agree on encryption/,
    },
    {
      name: 'a host from which the database takes no connection',
      given: {
        'app-records': app(
          'FATAL: no pg_hba.conf entry for host "10.0.1.2", user "app", database "app", SSL encryption',
        ),
      },
      data: {kind: 'host'},
    },
    {
      name: 'no free connection',
      given: {'app-records': app('FATAL:  sorry, too many clients already')},
      data: {kind: 'too-many', count: 1},
    },
    {
      name: 'a warning, after which the application makes what is missing',
      given: {'app-records': app('WARNING sqlite3.OperationalError: no such table: cache, creating it')},
      data: {kind: 'missing-relation', survived: true},
      says: /went on/,
    },
    {
      name: 'a refusal before a server that listens after all',
      given: {'app-records': app('database "shop" does not exist, creating it', LISTENS)},
      data: {survived: true},
    },
    {
      name: 'a refusal while the server listens',
      given: {'app-records': app(LISTENS, 'relation "users" does not exist')},
      data: {afterListen: true},
      says: /already listening/,
    },
    {
      name: 'a refusal of which a server ends that listened first',
      given: {
        events: pulledThen(EXIT_1),
        'app-records': app(LISTENS, 'password authentication failed for user "app"'),
      },
      data: {kind: 'credentials', count: 1},
    },
    {
      name: 'a refusal while the server listens, until App Runner stops it',
      given: {
        events: pulledThen(exited(143)),
        'app-records': app(LISTENS, 'password authentication failed for user "app"'),
      },
      data: {afterListen: true},
    },
    {
      name: 'a traceback of it before one of another error',
      given: {
        'app-records': app(
          'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\npsycopg2.errors.UndefinedTable: relation "cache" does not exist',
          'cache disabled',
          'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\nKeyError: \'X\'',
        ),
      },
      data: {survived: true},
    },
    {
      name: 'a traceback of it before one that only says that the start failed',
      given: {
        'app-records': app(
          'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\npsycopg2.errors.UndefinedTable: relation "cache" does not exist',
          'giving up',
          'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\nRuntimeError: start failed',
        ),
      },
      data: {kind: 'missing-relation', count: 1},
    },

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
      name: "a user's failed login",
      given: {'app-records': app('WARNING audit: authentication failed for user bob@example.com')},
    },
    {
      name: 'a report of refusals, as information',
      given: {'app-records': app('INFO report: password authentication failed for user "bob" 3 times last week')},
    },

    {
      name: 'a host that does not answer',
      given: {'app-records': app('psycopg2.OperationalError: Connection timed out')},
    },
  ],
});
