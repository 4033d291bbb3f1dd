import {invalidEnvValue} from '../../src/causes/invalid-env-value.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen, service} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testCause(invalidEnvValue, {
  names: [
    {
      name: 'a key of the wrong length',
      given: {
        events: DIES,
        'app-records': app(...TRACE, 'ValueError: Fernet key must be 32 url-safe base64-encoded bytes.'),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a strange value and another error',
      given: {
        events: DIES,
        service: service({}, {A: '"quoted"'}),
        'app-records': app(...TRACE, "ModuleNotFoundError: No module named 'x'"),
      },
    },
  ],
});
