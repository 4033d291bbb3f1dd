import {privateIngress} from '../../src/causes/private-ingress.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, examination, PROVISIONING, pulledThen, service} from '../support/facts.js';

const SERVES = pulledThen(
  PROVISIONING,
  CHECKING,
  [70, '[AppRunner] Health check is successful. Routing traffic to application.'],
  [80, '[AppRunner] Successfully routed incoming traffic to application.'],
);
const GOOD = examination({status: 'SUCCEEDED'});

testCause(privateIngress, {
  names: [
    {
      name: 'a private service',
      given: {service: service({publiclyAccessible: false}), events: SERVES, examination: GOOD},
      verdict: 'possible',
      running: true,
    },
  ],
  leaves: [
    {
      name: 'a public one',
      given: {service: service({publiclyAccessible: true}), events: SERVES, examination: GOOD},
      running: true,
    },
  ],
});
