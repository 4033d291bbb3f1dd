import {validationDisabled} from '../../src/rules/validation-disabled.js';
import {predicted} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(validationDisabled, {
  finds: [
    {
      name: 'a skip',
      given: {prediction: predicted({ENV: 'prod', SKIP_STARTUP_VALIDATION: 'true'})},
      data: {what: 'skipped'},
    },
    {
      name: 'strict mode off',
      given: {prediction: predicted({ENV: 'prod', STRICT_STARTUP_VALIDATION: 'false'})},
      data: {what: 'not strict'},
    },
  ],
  silent: [{name: 'strict validation', given: {prediction: predicted({ENV: 'prod'})}}],
});
