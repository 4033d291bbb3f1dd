import {platformFault} from '../../src/causes/platform-fault.js';
import {testCause} from '../support/cause-tester.js';
import {absent, image, pulledThen} from '../support/facts.js';

/** Pulled, and failed at once. */
const NEVER_RAN = pulledThen([58, '[AppRunner] Failed to deploy your application image.']);

testCause(platformFault, {
  names: [
    {name: 'never more than possible', given: {events: NEVER_RAN, 'application-log': absent()}, verdict: 'possible'},
  ],
  leaves: [
    {
      name: 'nothing else is known',
      given: {events: NEVER_RAN, 'image-attempted': image(), 'application-log': absent()},
    },
  ],
});
