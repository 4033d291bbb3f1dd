import {registryElsewhere} from '../../src/causes/registry-elsewhere.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, EXIT_1, events, FAILED, image, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(registryElsewhere, {
  names: [
    {
      name: 'another region and a failed pull',
      given: {
        events: events(
          [
            5,
            '[AppRunner] Failed to pull your application image. Be sure you configure your service with a valid access role to your ECR repository.',
          ],
          FAILED,
        ),
        'image-attempted': image({region: 'eu-west-1'}),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'another account and a good pull',
      given: {events: DIES, 'image-attempted': image({registryAccount: '444455556666'})},
    },
  ],
});
