import {missingVariableError} from '../../src/rules/missing-variable-error.js';
import {app, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testRule(missingVariableError, {
  finds: [
    {
      name: 'a KeyError',
      given: {service: service(), 'app-records': app(...TRACE, "KeyError: 'ENABLE_TRACING'")},
      data: {variable: 'ENABLE_TRACING'},
    },
    {
      name: "a worker's KeyError, and what its parent says of it",
      given: {
        service: service(),
        'app-records': app(
          ...TRACE,
          "KeyError: 'ENABLE_TRACING'",
          '[2026-02-03 10:01:16 +0000] [7] [INFO] Worker exiting (pid: 7)',
          ...TRACE,
          "gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>",
        ),
      },
      data: {variable: 'ENABLE_TRACING'},
    },
    {
      name: 'a sentence',
      given: {service: service(), 'app-records': app('Error: Missing required environment variable: API_KEY')},
      data: {variable: 'API_KEY'},
    },
    {
      name: "Rails' words",
      given: {
        service: service(),
        'app-records': app("ArgumentError: Missing `secret_key_base` for 'production' environment, set this string"),
      },
      data: {variable: 'SECRET_KEY_BASE'},
    },
    {
      name: "zod's words",
      given: {
        service: service(),
        'app-records': app("❌ Invalid environment variables: { API_KEY: [ 'Required' ] }"),
      },
      data: {variable: 'API_KEY'},
    },
  ],
  silent: [
    {
      name: 'words of capitals that only stand beside such a word',
      given: {service: service(), 'app-records': app('SKIP undefined null')},
    },
    {
      name: 'a warning: the start goes on without it',
      given: {service: service(), 'app-records': app('WARNING: SENTRY_DSN is not set, error reporting is off')},
    },
    {
      name: 'an error that the start survived',
      given: {
        service: service(),
        'app-records': app(
          ...TRACE,
          "KeyError: 'FLAGS_URL'",
          'INFO continuing without feature flags',
          ...TRACE,
          'RuntimeError: no route',
        ),
      },
    },
    {
      name: 'a variable that is set',
      given: {service: service({}, {ENABLE_TRACING: '1'}), 'app-records': app(...TRACE, "KeyError: 'ENABLE_TRACING'")},
    },
    {
      name: 'a secret of that name',
      given: {service: service({}, {}, ['ENABLE_TRACING']), 'app-records': app(...TRACE, "KeyError: 'ENABLE_TRACING'")},
    },
    {name: 'a key of a dictionary', given: {service: service(), 'app-records': app(...TRACE, "KeyError: 'user_id'")}},
  ],
});
