import {nativeCrash} from '../../src/causes/native-crash.js';
import {testCause} from '../support/cause-tester.js';
import {absent, CHECKING, EXIT_1, exited, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(nativeCrash, {
  names: [
    {
      name: 'exit code 139',
      given: {events: pulledThen(PROVISIONING, exited(139), FAILED), 'application-log': absent()},
      verdict: 'confirmed',
    },
  ],
  leaves: [{name: 'exit code 1', given: {events: DIES, 'application-log': absent()}}],
});
