import {autoDeployNotFiring} from '../../src/causes/auto-deploy-not-firing.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, examination, image, operation, PROVISIONING, pulledThen, START, service} from '../support/facts.js';

const SERVES = pulledThen(
  PROVISIONING,
  CHECKING,
  [70, '[AppRunner] Health check is successful. Routing traffic to application.'],
  [80, '[AppRunner] Successfully routed incoming traffic to application.'],
);
const GOOD = examination({status: 'SUCCEEDED'});

testCause(autoDeployNotFiring, {
  names: [
    {
      name: 'a push without an operation',
      given: {
        events: SERVES,
        service: service({autoDeploy: true}),
        operations: [operation({status: 'SUCCEEDED'})],
        examination: GOOD,
        'image-running': image({pushedAt: START + 3_600_000}),
      },
      verdict: 'confirmed',
      running: true,
    },
  ],
  leaves: [
    {
      name: 'automatic deployment is off',
      given: {
        events: SERVES,
        service: service({autoDeploy: false}),
        operations: [operation({status: 'SUCCEEDED'})],
        examination: GOOD,
        'image-running': image({pushedAt: START + 3_600_000}),
      },
      running: true,
    },
  ],
});
