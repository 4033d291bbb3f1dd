import {migrationOutputLast} from '../../src/rules/migration-output-last.js';
import {app, runs} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(migrationOutputLast, {
  finds: [
    {
      name: 'a migration at the end',
      given: {
        service: runs('alembic upgrade head'),
        'app-records': app('Loading', 'INFO  [alembic.runtime.migration] Running upgrade a -> b'),
      },
      data: {inCommand: true},
    },
    {
      name: 'a lock that the application itself waits for',
      given: {
        'app-records': app('Starting BillingApplication', 'liquibase.lockservice : Waiting for changelog lock....'),
      },
      data: {inCommand: false, waits: true},
      says: /waiting for a lock/,
    },
  ],
  silent: [
    {
      name: 'a server after it',
      given: {
        'app-records': app(
          'INFO  [alembic.runtime.migration] Running upgrade a -> b',
          'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
        ),
      },
    },
    {name: 'an empty log', given: {'app-records': []}},
  ],
});
