import {instanceRoleNotReady} from '../../src/causes/instance-role-not-ready.js';
import {testCause} from '../support/cause-tester.js';
import {absent, pulledThen, START} from '../support/facts.js';

/** Pulled, and failed at once. */
const NEVER_RAN = pulledThen([58, '[AppRunner] Failed to deploy your application image.']);
const ROLE = {arn: 'arn:aws:iam::111122223333:role/instance', exists: true};

testCause(instanceRoleNotReady, {
  names: [
    {
      name: 'the wrong trust',
      given: {
        events: NEVER_RAN,
        roles: {instance: {...ROLE, trustedServices: ['apprunner.amazonaws.com']}},
        'application-log': absent(),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'an old role with the right trust',
      given: {
        events: NEVER_RAN,
        roles: {instance: {...ROLE, createdAt: START - 86_400_000, trustedServices: ['tasks.apprunner.amazonaws.com']}},
        'application-log': absent(),
      },
    },
  ],
});
