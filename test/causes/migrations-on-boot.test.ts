import {migrationsOnBoot} from '../../src/causes/migrations-on-boot.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, PROVISIONING, pulledThen, runs} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';

testCause(migrationsOnBoot, {
  names: [
    {
      name: 'a migration that its tool refuses, whatever runs it',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, EXIT_1),
        'app-records': app([70, 'Loading'], [80, 'Error: P3009'], [80.1, 'The migration started at 10:20 failed']),
      },
      verdict: 'confirmed',
    },

    {
      name: 'a migration is the last thing',
      given: {
        events: UNHEALTHY,
        service: runs('sh -c "alembic upgrade head && uvicorn app:app"'),
        'app-records': app([70, 'INFO  [alembic.runtime.migration] Running upgrade a -> b']),
      },
      verdict: 'confirmed',
    },
    {
      name: 'the application itself waits for the lock of its migrations',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, 'Starting'], [80, 'liquibase.lockservice : Waiting for changelog lock....']),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a server after it',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, 'INFO  [alembic.runtime.migration] Running upgrade a -> b'], [75, LISTENS]),
      },
    },
  ],
});
