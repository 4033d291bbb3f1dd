import {exitedCleanly} from '../../src/causes/exited-cleanly.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, exited, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(exitedCleanly, {
  names: [
    {
      name: 'exit code 0',
      given: {events: pulledThen(PROVISIONING, exited(0), FAILED), 'app-records': app('done')},
      verdict: 'confirmed',
    },
  ],
  leaves: [{name: 'exit code 1', given: {events: DIES, 'app-records': app('done')}}],
});
