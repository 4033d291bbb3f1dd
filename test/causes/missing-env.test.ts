import {missingEnv} from '../../src/causes/missing-env.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testCause(missingEnv, {
  names: [
    {
      name: 'a KeyError',
      given: {events: DIES, 'app-records': app(...TRACE, "KeyError: 'ENABLE_TRACING'")},
      verdict: 'confirmed',
    },
  ],
  leaves: [{name: 'a key of a dictionary', given: {events: DIES, 'app-records': app(...TRACE, "KeyError: 'user_id'")}}],
});
