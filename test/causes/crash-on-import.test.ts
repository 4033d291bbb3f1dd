import {crashOnImport} from '../../src/causes/crash-on-import.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';

testCause(crashOnImport, {
  names: [
    {
      name: 'a missing module',
      given: {events: DIES, 'app-records': app(...TRACE, "ModuleNotFoundError: No module named 'x'")},
      verdict: 'confirmed',
    },
    {
      name: 'a missing module of a package that the image no longer holds',
      given: {
        events: DIES,
        'app-records': app(...TRACE, "ModuleNotFoundError: No module named 'redis'"),
        'image-files': {files: [], removedPackages: [{ecosystem: 'pip', name: 'redis', version: '5.0.1'}]},
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a package that is gone, and nothing that misses it',
      given: {
        events: DIES,
        'app-records': app(...TRACE, "KeyError: 'ENABLE_TRACING'"),
        'image-files': {files: [], removedPackages: [{ecosystem: 'pip', name: 'redis', version: '5.0.1'}]},
      },
    },
    {name: 'a missing variable', given: {events: DIES, 'app-records': app(...TRACE, "KeyError: 'ENABLE_TRACING'")}},
    {
      name: 'a server that listens',
      given: {events: UNHEALTHY, 'app-records': app(...TRACE, "ModuleNotFoundError: No module named 'x'", LISTENS)},
    },
  ],
});
