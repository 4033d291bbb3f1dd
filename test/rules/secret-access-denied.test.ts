import {secretAccessDenied} from '../../src/rules/secret-access-denied.js';
import {app, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(secretAccessDenied, {
  finds: [
    {
      name: 'a line',
      given: {
        service: service(),
        'app-records': app('User is not authorized to perform: secretsmanager:GetSecretValue on resource x'),
      },
    },
  ],
  silent: [
    {
      name: 'a warning, after which the environment is used',
      given: {
        'app-records': app('WARNING AccessDeniedException for secret shop/flags; using the environment instead'),
      },
    },

    {name: 'other lines', given: {'app-records': app('reading the secret of the service')}},
    {
      name: 'what only a simulation denies',
      given: {
        service: service({}, {}, ['API_KEY']),
        roles: {
          instance: {
            arn: 'arn:aws:iam::111122223333:role/i',
            exists: true,
            allowed: {'secretsmanager:GetSecretValue': false},
          },
        },
      },
    },
  ],
});
