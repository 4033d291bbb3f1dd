import {neverProvisioned} from '../../src/rules/never-provisioned.js';
import {EXIT_1, events, FAILED, OPERATION_ID, PROVISIONING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const DEPLOYMENT = `deployment/${OPERATION_ID}`;

testRule(neverProvisioned, {
  finds: [
    {
      name: 'a failure right after the pull',
      given: {events: pulledThen([58, '[AppRunner] Failed to deploy your application image.'])},
      data: {seconds: 18},
    },
  ],
  silent: [
    {
      name: 'a deployment of which only its own stream is left: the missing lines would stand in the other',
      given: {
        events: events(
          [40, '[AppRunner] Successfully pulled your application image from ECR.', DEPLOYMENT],
          [58, '[AppRunner] Failed to deploy your application image.', DEPLOYMENT],
        ),
      },
    },
    {
      name: 'a provisioned instance',
      given: {events: pulledThen(PROVISIONING, [58, '[AppRunner] Failed to deploy your application image.'])},
    },
    {name: 'an exit', given: {events: pulledThen(EXIT_1, FAILED)}},
    {name: 'a failed pull', given: {events: events('[AppRunner] Failed to deploy your application image.')}},
  ],
});
