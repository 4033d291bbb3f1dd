import {accessRoleWrong} from '../../src/rules/access-role-wrong.js';
import {testRule} from '../support/rule-tester.js';

const ROLE = {arn: 'arn:aws:iam::111122223333:role/access', exists: true};
const BUILD = 'build.apprunner.amazonaws.com';

testRule(accessRoleWrong, {
  finds: [
    {name: 'a role that does not exist', given: {roles: {access: {...ROLE, exists: false}}}, says: /does not exist/},
    {
      name: 'the wrong trust',
      given: {roles: {access: {...ROLE, trustedServices: ['apprunner.amazonaws.com']}}},
      says: /build\.apprunner/,
    },
    {
      name: 'a denied read of ECR',
      given: {roles: {access: {...ROLE, trustedServices: [BUILD], allowed: {'ecr:BatchGetImage': false}}}},
      says: /ecr:BatchGetImage/,
    },
  ],
  silent: [
    {
      name: 'a good role',
      given: {roles: {access: {...ROLE, trustedServices: [BUILD], allowed: {'ecr:BatchGetImage': true}}}},
    },
    {name: 'a service without access role', given: {roles: {}}},
    {name: 'a trust policy that could not be read', given: {roles: {access: ROLE}}},
  ],
});
