import {imageTagMissing} from '../../src/causes/image-tag-missing.js';
import {testCause} from '../support/cause-tester.js';
import {absent, CHECKING, EXIT_1, events, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(imageTagMissing, {
  names: [
    {
      name: "App Runner's words",
      given: {
        events: events(
          [5, "[AppRunner] Failed to pull your application image. Reason: ECR image doesn't exist."],
          FAILED,
        ),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [{name: 'gone since, but pulled then', given: {events: DIES, 'image-attempted': absent()}}],
});
