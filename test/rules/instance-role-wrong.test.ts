import {instanceRoleWrong} from '../../src/rules/instance-role-wrong.js';
import {testRule} from '../support/rule-tester.js';

testRule(instanceRoleWrong, {
  finds: [
    {
      name: 'the wrong trust',
      given: {
        roles: {
          instance: {
            arn: 'arn:aws:iam::111122223333:role/i',
            exists: true,
            trustedServices: ['build.apprunner.amazonaws.com'],
          },
        },
      },
      says: /tasks\.apprunner/,
    },
  ],
  silent: [
    {
      name: 'the right trust',
      given: {
        roles: {
          instance: {
            arn: 'arn:aws:iam::111122223333:role/i',
            exists: true,
            trustedServices: ['tasks.apprunner.amazonaws.com'],
          },
        },
      },
    },
    {name: 'a service without instance role', given: {roles: {}}},
  ],
});
