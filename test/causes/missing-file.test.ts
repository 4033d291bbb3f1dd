import {expect, it} from 'vitest';
import {missingFile} from '../../src/causes/missing-file.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testCause(missingFile, {
  names: [
    {
      name: 'a data file',
      given: {
        events: DIES,
        'app-records': app(...TRACE, "FileNotFoundError: [Errno 2] No such file or directory: '/app/schema.sql'"),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a file that the start did without, before it asked for a variable',
      given: {
        service: service(),
        events: DIES,
        'app-records': app(
          [70, 'going on with defaults'],
          [71, [...TRACE, "FileNotFoundError: [Errno 2] No such file or directory: '/app/extra.yaml'"].join('\n')],
          [72, 'INFO configuration loaded'],
          [73, 'FATAL Missing required environment variable: LICENSE_KEY'],
        ),
      },
    },

    {
      name: 'a missing module',
      given: {events: DIES, 'app-records': app(...TRACE, "ModuleNotFoundError: No module named 'x'")},
    },
  ],
});

it('lets no shell act on a path that a log line names', () => {
  const given = {
    events: DIES,
    'app-records': app(...TRACE, "FileNotFoundError: [Errno 2] No such file or directory: '/app/$(id) a;b'"),
  };
  expect(stepsFor('missing-file', given)[0]?.command).toMatch(/ -l '\/app\/\$\(id\) a;b'$/);
});
