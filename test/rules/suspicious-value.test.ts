import {suspiciousValue} from '../../src/rules/suspicious-value.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(suspiciousValue, {
  finds: [
    {
      name: 'quotes',
      given: {service: service({}, {API_URL: '"https://api.example.com"'})},
      says: /^API_URL is surrounded by quotes/,
    },
  ],
  silent: [{name: 'ordinary values', given: {service: service({}, {API_URL: 'https://api.example.com', DEBUG: ''})}}],
});
