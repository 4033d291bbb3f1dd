import {secretNotFound} from '../../src/rules/secret-not-found.js';
import {testRule} from '../support/rule-tester.js';

testRule(secretNotFound, {
  finds: [
    {
      name: 'a missing secret',
      given: {
        secrets: [
          {variable: 'API_KEY', reference: 'arn:aws:ssm:us-east-1:111122223333:parameter/x', status: 'missing'},
        ],
      },
      says: /API_KEY does not exist/,
    },
    {
      name: 'a key that is not in the secret',
      given: {
        secrets: [
          {
            variable: 'DB_URL',
            reference: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:app-AbCdEf:url::',
            status: 'key-missing',
            why: 'the secret\'s JSON has no key "url"',
          },
        ],
      },
      says: /DB_URL lacks the JSON key/,
    },
  ],
  silent: [
    {name: 'one that exists', given: {secrets: [{variable: 'API_KEY', reference: 'x', status: 'exists'}]}},
    {name: 'one that could not be looked at', given: {secrets: [{variable: 'API_KEY', reference: 'x', status: 'gap'}]}},
  ],
});
