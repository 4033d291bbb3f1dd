import {invalidValueError} from '../../src/rules/invalid-value-error.js';
import {app, predicted} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const OTHER_DATA = app(
  'Traceback (most recent call last):',
  '  File "/app/parse.py", line 3, in <module>',
  '    int(row[0])',
  "ValueError: invalid literal for int() with base 10: 'x'",
);
const UNPARSABLE = {ENV: 'prod', PLATFORM_FEE_BPS: ''};

testRule(invalidValueError, {
  finds: [
    {
      name: 'a URL whose protocol Prisma refuses',
      given: {
        'app-records': app(
          'error: Error validating datasource `db`: the URL must start with the protocol `postgresql://` or `postgres://`.',
        ),
      },
    },

    {
      name: 'a key of the wrong length',
      given: {'app-records': app('ValueError: Fernet key must be 32 url-safe base64-encoded bytes.')},
    },
    {
      name: 'one over a setting that a contract knows and that does not parse',
      given: {'app-records': OTHER_DATA, prediction: predicted(UNPARSABLE)},
      data: {variable: 'PLATFORM_FEE_BPS'},
    },
    {
      name: 'a port that is no number',
      given: {
        'app-records': app(
          'RangeError [ERR_SOCKET_BAD_PORT]: options.port should be >= 0 and < 65536. Received type number (NaN).',
        ),
      },
    },
  ],
  silent: [
    {
      name: 'an exception over other data',
      given: {'app-records': OTHER_DATA},
    },
    {
      name: 'one, where a setting does not parse since a later update',
      given: {'app-records': OTHER_DATA, prediction: predicted(UNPARSABLE, [], 'changed-since')},
    },
  ],
});
