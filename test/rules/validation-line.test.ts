import {validationLine} from '../../src/rules/validation-line.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(validationLine, {
  finds: [
    {
      name: 'a deliberate sentence',
      given: {'app-records': app('[STARTUP ERROR] Startup validation failed: REDIS_URL must be set')},
    },
  ],
  silent: [
    {
      name: 'a warning, after which the start goes on',
      given: {'app-records': app('WARNING config validation error: unknown key "color" (ignored)')},
    },

    {
      name: "a refusal of a request's data",
      given: {'app-records': app('Request validation failed: field "name" is required')},
    },
  ],
});
