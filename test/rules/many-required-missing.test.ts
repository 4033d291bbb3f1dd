import {manyRequiredMissing} from '../../src/rules/many-required-missing.js';
import {predicted, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(manyRequiredMissing, {
  finds: [
    {
      name: 'three and more at once',
      given: {prediction: predicted({ENV: 'prod'}), service: service({}, {ENV: 'prod'})},
      data: {set: 1},
    },
  ],
  silent: [
    {
      name: 'a configuration that was kept',
      given: {prediction: predicted({ENV: 'prod'}, [], 'rolled-back-to'), service: service({}, {ENV: 'prod'})},
    },
    {name: 'a satisfied contract', given: {prediction: predicted({ENV: 'dev'}), service: service({}, {ENV: 'dev'})}},
  ],
});
