import {migrationOutputLast} from '../../src/rules/migration-output-last.js';
import {app, runs} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(migrationOutputLast, {
  finds: [
    ...[
      'Error: P3009',
      "FAILED: Can't locate revision identified by 'ae1027a6acf1'",
      'Caused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation',
      'django.db.migrations.exceptions.InconsistentMigrationHistory: Migration a is applied before its dependency b',
      'An error has occurred, this and all later migrations canceled:',
      'error: Dirty database version 7. Fix and force version.',
    ].map((line) => ({
      name: `a tool that refuses: ${line.slice(0, 40)}`,
      given: {'app-records': app('Loading', line, 'The migration started at 10:20 failed')},
      data: {failed: true},
      says: /migration failed/,
    })),

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
      name: 'a tool that did its work, and another error after it',
      given: {'app-records': app('No pending migrations to apply.', "Error: Cannot find module '/app/main.js'")},
    },
    {
      name: 'a tool that recommends its upgrade',
      given: {'app-records': app('WARN Flyway upgrade recommended: PostgreSQL 16.1 is newer', 'price list is empty')},
    },

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
