import {secretUnreadable} from '../../src/causes/secret-unreadable.js';
import {testCause} from '../support/cause-tester.js';
import {absent, app, pulledThen, service} from '../support/facts.js';

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
