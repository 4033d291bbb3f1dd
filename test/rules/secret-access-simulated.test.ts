import {secretAccessSimulated} from '../../src/rules/secret-access-simulated.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const role = (allowed: Record<string, boolean>) => ({
  instance: {arn: 'arn:aws:iam::111122223333:role/i', exists: true, allowed},
});

testRule(secretAccessSimulated, {
  finds: [
    {
      name: 'a denied simulation',
      given: {service: service({}, {}, ['API_KEY']), roles: role({'secretsmanager:GetSecretValue': false})},
      says: /secretsmanager:GetSecretValue/,
    },
  ],
  silent: [
    {
      name: 'an allowed simulation',
      given: {service: service({}, {}, ['API_KEY']), roles: role({'secretsmanager:GetSecretValue': true})},
    },
    {
      name: 'an action that no reference needs',
      given: {service: service({}, {}, ['API_KEY']), roles: role({'ssm:GetParameters': false})},
    },
    {
      name: 'a service without secrets',
      given: {service: service(), roles: role({'secretsmanager:GetSecretValue': false})},
    },
    {name: 'a simulation that was not permitted', given: {service: service({}, {}, ['API_KEY']), roles: role({})}},
  ],
});
