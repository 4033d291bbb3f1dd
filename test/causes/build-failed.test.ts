import {buildFailed} from '../../src/causes/build-failed.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, EXIT_1, events, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(buildFailed, {
  names: [
    {
      name: 'the reason',
      given: {
        events: events([
          5,
          '[AppRunner] Failed to build your application source code. Reason: App Runner configuration file apprunner.yaml not found.',
        ]),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [{name: 'an image that failed', given: {events: DIES}}],
});
