import {unparsableSetting} from '../../src/rules/unparsable-setting.js';
import {predicted} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(unparsableSetting, {
  finds: [
    {
      name: 'a number that is none',
      given: {prediction: predicted({ENV: 'dev', CHARGER_SEARCH_LIMIT: 'ten'})},
      data: {variable: 'CHARGER_SEARCH_LIMIT'},
    },
  ],
  silent: [{name: 'a number', given: {prediction: predicted({ENV: 'dev', CHARGER_SEARCH_LIMIT: '10'})}}],
});
