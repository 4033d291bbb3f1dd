import type {Contract} from '../../src/contract/model.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {validationDisabled} from '../../src/rules/validation-disabled.js';
import {predicted} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

/** The built-in contract under other names of its gates, as a contract of one's own may have them. */
const renamed: Contract = {
  ...JSON.parse(JSON.stringify(neravaContract).replaceAll('"skip"', '"bypass"').replaceAll('"strict"', '"fatal"')),
  outcomes: {skip: 'bypass', strict: 'fatal'},
};

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
    {
      name: 'a skip, by a gate of another name',
      given: {prediction: predicted({ENV: 'prod', SKIP_STARTUP_VALIDATION: 'true'}, [], 'current', renamed)},
      data: {what: 'skipped'},
    },
    {
      name: 'strict mode off, by a gate of another name',
      given: {prediction: predicted({ENV: 'prod', STRICT_STARTUP_VALIDATION: 'false'}, [], 'current', renamed)},
      data: {what: 'not strict'},
    },
  ],
  silent: [{name: 'strict validation', given: {prediction: predicted({ENV: 'prod'})}}],
});
