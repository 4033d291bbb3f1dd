import {badStartCommand} from '../../src/causes/bad-start-command.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen, runs} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testCause(badStartCommand, {
  names: [
    {
      name: 'an operator that became an argument',
      given: {
        events: DIES,
        service: runs('alembic upgrade head && uvicorn app:app'),
        'app-records': app('alembic: error: unrecognized arguments: && uvicorn app:app'),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a plain command',
      given: {
        events: DIES,
        service: runs('uvicorn app:app'),
        'app-records': app(...TRACE, "ModuleNotFoundError: No module named 'x'"),
      },
    },
  ],
});
