import {contractSatisfied} from '../../src/rules/contract-satisfied.js';
import {predicted} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(contractSatisfied, {
  finds: [{name: 'a development environment', given: {prediction: predicted({ENV: 'dev'})}}],
  silent: [
    {name: 'an environment that is refused', given: {prediction: predicted({ENV: 'prod'})}},
    {name: 'an image that was not read', given: {prediction: {...predicted({ENV: 'dev'}), imageUnread: true}}},
    {name: 'checks that are skipped', given: {prediction: predicted({ENV: 'dev', SKIP_STARTUP_VALIDATION: 'true'})}},
  ],
});
