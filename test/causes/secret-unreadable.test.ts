import {expect, it} from 'vitest';
import {secretUnreadable} from '../../src/causes/secret-unreadable.js';
import {testCause} from '../support/cause-tester.js';
import {absent, app, pulledThen, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled, and failed at once. */
const NEVER_RAN = pulledThen([58, '[AppRunner] Failed to deploy your application image.']);
const ROLE = {arn: 'arn:aws:iam::111122223333:role/instance', exists: true};

testCause(secretUnreadable, {
  names: [
    {
      name: 'a denied simulation',
      given: {
        events: NEVER_RAN,
        service: service({}, {}, ['API_KEY']),
        roles: {instance: {...ROLE, allowed: {'secretsmanager:GetSecretValue': false}}},
        'application-log': absent(),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {name: 'a service without secrets', given: {events: NEVER_RAN, 'application-log': absent()}},
    {
      name: 'an application that ran, whatever a simulation says',
      given: {
        'app-records': app('[STARTUP] ENV=prod'),
        service: service({}, {}, ['API_KEY']),
        roles: {instance: {...ROLE, allowed: {'secretsmanager:GetSecretValue': false}}},
      },
    },
  ],
});

it.each([
  [
    'secrets-manager',
    'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1a2b-AbCdEf:password::',
    "--action-names secretsmanager:GetSecretValue --resource-arns 'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1a2b-AbCdEf'",
  ],
  [
    'ssm',
    '/my-api/key',
    '--action-names ssm:GetParameters --resource-arns arn:aws:ssm:us-east-1:111122223333:parameter/my-api/key',
  ],
] as const)('simulates what reads a secret of %s on its own ARN', (kind, reference, expected) => {
  const secrets = [{name: 'API_KEY', kind, reference}];
  const given = {
    events: NEVER_RAN,
    service: service({instanceRoleArn: ROLE.arn, configuration: {variables: [], secrets}}),
    'application-log': absent(),
  };
  const [step] = stepsFor('secret-unreadable', given);
  expect(step?.command).toBe(`aws iam simulate-principal-policy --policy-source-arn ${ROLE.arn} ${expected}`);
});
