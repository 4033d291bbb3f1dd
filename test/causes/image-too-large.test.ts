import {imageTooLarge} from '../../src/causes/image-too-large.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, EXIT_1, events, FAILED, image, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(imageTooLarge, {
  names: [
    {
      name: 'more than the storage',
      given: {
        events: events([5, '[AppRunner] Deployment failed. Failure reason: Failed to copy the image from ECR.']),
        'image-attempted': image({registryBytes: 4_000_000_000}),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'half a gigabyte more than before',
      given: {events: DIES, 'image-attempted': image({registryBytes: 600_000_000})},
    },
  ],
});
