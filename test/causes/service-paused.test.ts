import {servicePaused} from '../../src/causes/service-paused.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, examination, PROVISIONING, pulledThen, service} from '../support/facts.js';

const SERVES = pulledThen(
  PROVISIONING,
  CHECKING,
  [70, '[AppRunner] Health check is successful. Routing traffic to application.'],
  [80, '[AppRunner] Successfully routed incoming traffic to application.'],
);
const GOOD = examination({status: 'SUCCEEDED'});

testCause(servicePaused, {
  names: [
    {
      name: 'the status',
      given: {service: service({status: 'PAUSED'}), examination: GOOD},
      verdict: 'confirmed',
      running: true,
    },
  ],
  leaves: [{name: 'a running service', given: {examination: GOOD, events: SERVES}, running: true}],
});
