import {missingVariableError} from '../../src/rules/missing-variable-error.js';
import {app, examination, OPERATION_ID, START, service} from '../support/facts.js';
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
    {
      name: 'a key that is looked up in another dictionary, for all that the trace shows',
      given: {
        service: service(),
        'app-records': app(
          ...TRACE.slice(0, 2),
          '    rate = RATES[currency]',
          '           ~~~~~^^^^',
          "KeyError: 'BASE_USD'",
        ),
      },
      data: {variable: 'BASE_USD', lookup: 'unknown'},
      says: /the line that failed reads no environment/,
    },
    {
      name: 'a variable that an image whose ENV was not read may set',
      given: {
        service: service(),
        'app-records': app('Error: Missing required environment variable: API_KEY'),
        'image-attempted': {status: 'denied', why: 'denied'},
      },
      says: /what the image itself sets was not read/,
    },
    {
      name: 'a variable of apprunner.yaml',
      given: {
        service: service({source: {kind: 'code', configurationSource: 'REPOSITORY'}}),
        'app-records': app('Error: Missing required environment variable: API_KEY'),
      },
      says: /apprunner\.yaml, which was not read/,
    },
    {
      name: 'a variable of a map that the update brought and AWS no longer shows',
      given: {
        service: service(),
        examination: examination(),
        'change-history': [{name: 'UpdateService', at: START, operationId: OPERATION_ID, variables: 'supplied'}],
        'app-records': app('Error: Missing required environment variable: API_KEY'),
      },
      data: {unseen: 'supplied'},
      says: /a variable map of its own, which AWS does not show/,
    },
  ],
  silent: [
    {
      name: 'a name of the code itself',
      given: {
        service: service(),
        'app-records': app(
          'ReferenceError: DEFAULT_TIMEOUT_MS is not defined',
          '    at Object.<anonymous> (/app/dist/config.js:12:12)',
        ),
      },
    },
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
