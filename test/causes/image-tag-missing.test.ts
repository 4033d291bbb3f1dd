import {imageTagMissing} from '../../src/causes/image-tag-missing.js';
import {testCause} from '../support/cause-tester.js';
import {absent, CHECKING, denied, EXIT_1, events, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

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
    {
      name: 'no such image, and none was pulled',
      given: {events: events(FAILED), 'image-attempted': absent()},
      verdict: 'confirmed',
    },
    {
      name: 'no such image now, and the logs could not be read: it may have gone since',
      given: {events: denied(), 'app-records': denied(), 'image-attempted': absent()},
      verdict: 'possible',
    },
  ],
  leaves: [
    {name: 'gone since, but pulled then', given: {events: DIES, 'image-attempted': absent()}},
    {name: 'gone now, the service log unread', given: {events: denied(), 'image-attempted': absent()}},
  ],
});
