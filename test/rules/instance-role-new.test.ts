import {instanceRoleNew} from '../../src/rules/instance-role-new.js';
import {examination, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(instanceRoleNew, {
  finds: [
    {
      name: 'a role of half a minute',
      given: {
        examination: examination(),
        roles: {instance: {arn: 'arn:aws:iam::111122223333:role/i', exists: true, createdAt: START - 30_000}},
      },
      data: {seconds: 30},
    },
  ],
  silent: [
    {
      name: 'a role of an hour',
      given: {
        examination: examination(),
        roles: {instance: {arn: 'arn:aws:iam::111122223333:role/i', exists: true, createdAt: START - 3_600_000}},
      },
    },
  ],
});
