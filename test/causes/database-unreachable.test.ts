import {databaseUnreachable} from '../../src/causes/database-unreachable.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testCause(databaseUnreachable, {
  names: [
    {
      name: 'a timeout before it listens',
      given: {
        events: DIES,
        'app-records': app(
          ...TRACE,
          'psycopg2.OperationalError: connection to server at "db" (10.0.0.5), port 5432 failed: Connection timed out',
        ),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a try that was repeated, before the process ended of another error',
      given: {
        events: DIES,
        'app-records': app('redis: Connection refused. retrying (1/3)', ...TRACE, "KeyError: 'S3_BUCKET'"),
      },
    },
    {
      name: 'a refusal of credentials',
      given: {
        events: DIES,
        'app-records': app(...TRACE, 'psycopg2.OperationalError: password authentication failed for user "app"'),
      },
    },
  ],
});
