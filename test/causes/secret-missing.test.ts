import {secretMissing} from '../../src/causes/secret-missing.js';
import {testCause} from '../support/cause-tester.js';
import {absent, pulledThen, service} from '../support/facts.js';

/** Pulled, and failed at once. */
const NEVER_RAN = pulledThen([58, '[AppRunner] Failed to deploy your application image.']);

testCause(secretMissing, {
  names: [
    {
      name: 'a secret that does not exist',
      given: {
        events: NEVER_RAN,
        service: service({}, {}, ['API_KEY']),
        secrets: [{variable: 'API_KEY', reference: 'x', status: 'missing'}],
        'application-log': absent(),
      },
      verdict: 'confirmed',
    },
    {
      name: 'a secret that lacks the key',
      given: {
        events: NEVER_RAN,
        service: service({}, {}, ['API_KEY']),
        secrets: [{variable: 'API_KEY', reference: 'x', status: 'key-missing'}],
        'application-log': absent(),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'one that exists',
      given: {
        events: NEVER_RAN,
        service: service({}, {}, ['API_KEY']),
        secrets: [{variable: 'API_KEY', reference: 'x', status: 'exists'}],
        'application-log': absent(),
      },
    },
  ],
});
