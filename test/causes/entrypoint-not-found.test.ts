import {entrypointNotFound} from '../../src/causes/entrypoint-not-found.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, exited, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testCause(entrypointNotFound, {
  names: [
    {
      name: "the runtime's words",
      given: {events: pulledThen(PROVISIONING, exited(127), FAILED), 'app-records': app('sh: gunicorn: not found')},
      verdict: 'confirmed',
    },
    {
      name: 'the file is in no layer',
      given: {events: DIES, 'image-files': {files: [], missingEntrypoints: ['/app/start.sh']}},
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a traceback',
      given: {events: DIES, 'app-records': app(...TRACE, "ModuleNotFoundError: No module named 'x'")},
    },
  ],
});
