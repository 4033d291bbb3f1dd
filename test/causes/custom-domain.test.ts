import {customDomain} from '../../src/causes/custom-domain.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, examination, PROVISIONING, pulledThen} from '../support/facts.js';

const SERVES = pulledThen(
  PROVISIONING,
  CHECKING,
  [70, '[AppRunner] Health check is successful. Routing traffic to application.'],
  [80, '[AppRunner] Successfully routed incoming traffic to application.'],
);
const GOOD = examination({status: 'SUCCEEDED'});

testCause(customDomain, {
  names: [
    {
      name: 'a pending domain',
      given: {
        domains: [
          {
            name: 'api.example.com',
            status: 'PENDING_CERTIFICATE_DNS_VALIDATION',
            pendingRecords: ['_x.api.example.com'],
          },
        ],
        events: SERVES,
        examination: GOOD,
      },
      verdict: 'confirmed',
      running: true,
    },
  ],
  leaves: [
    {
      name: 'an active one',
      given: {
        domains: [{name: 'api.example.com', status: 'ACTIVE', pendingRecords: []}],
        events: SERVES,
        examination: GOOD,
      },
      running: true,
    },
  ],
});
