import {entrypointNotExecutable} from '../../src/causes/entrypoint-not-executable.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, exited, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testCause(entrypointNotExecutable, {
  names: [
    {
      name: 'a missing execute bit',
      given: {
        events: pulledThen(PROVISIONING, exited(126), FAILED),
        'app-records': app('exec /app/start.sh: permission denied'),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a file that the program may not read',
      given: {events: DIES, 'app-records': app(...TRACE, "PermissionError: [Errno 13] Permission denied: '/data/x'")},
    },
  ],
});
