import {databaseRejected} from '../../src/causes/database-rejected.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';
const SERVES = pulledThen(PROVISIONING, CHECKING, [
  95,
  '[AppRunner] Health check is successful. Routing traffic to application.',
]);
const REFUSED = 'FATAL: password authentication failed for user "app"';
const MISSING = 'ERROR query of tenant 7 failed: relation "orders_old" does not exist';

testCause(databaseRejected, {
  names: [
    {
      name: 'a running service whose password was changed',
      given: {
        events: SERVES,
        'app-records': app([70, LISTENS], [200, REFUSED], [201, REFUSED], [202, REFUSED]),
      },
      verdict: 'confirmed',
      running: true,
    },

    {
      name: 'wrong credentials',
      given: {
        events: DIES,
        'app-records': app(...TRACE, 'psycopg2.OperationalError: password authentication failed for user "app"'),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a running service whose customers ask for tables that are not there',
      given: {
        events: SERVES,
        'app-records': app([70, LISTENS], [200, MISSING], [201, MISSING], [202, MISSING]),
      },
      running: true,
    },
    {
      name: 'a refusal while the server listens, when the health check is what failed',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, CHECK_FAILED),
        'app-records': app([70, LISTENS], [80, REFUSED], [81, REFUSED], [82, REFUSED]),
      },
    },
    {
      name: 'a table that the start makes for itself',
      given: {
        events: DIES,
        'app-records': app(
          [70, 'WARNING sqlite3.OperationalError: no such table: cache, creating it'],
          [71, 'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\nKeyError: \'TOKEN\''],
        ),
      },
    },

    {
      name: 'a timeout',
      given: {
        events: DIES,
        'app-records': app(
          ...TRACE,
          'psycopg2.OperationalError: connection to server at "db" (10.0.0.5), port 5432 failed: Connection timed out',
        ),
      },
    },
  ],
});
