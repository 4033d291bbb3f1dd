import {keyUnusable} from '../../src/rules/key-unusable.js';
import {testRule} from '../support/rule-tester.js';

testRule(keyUnusable, {
  finds: [
    {
      name: 'a disabled key',
      given: {keys: [{arn: 'arn:aws:kms:us-east-1:111122223333:key/1', state: 'Disabled', enabled: false}]},
      says: /Disabled/,
    },
  ],
  silent: [
    {
      name: 'an enabled one',
      given: {keys: [{arn: 'arn:aws:kms:us-east-1:111122223333:key/1', state: 'Enabled', enabled: true}]},
    },
  ],
});
