import {nativeCrash} from '../../src/causes/native-crash.js';
import {testCause} from '../support/cause-tester.js';
import {absent, app, CHECKING, EXIT_1, exited, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

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
  leaves: [
    {
      name: '.NET without ICU, which aborts with 134 too',
      given: {
        events: pulledThen(PROVISIONING, exited(134), FAILED),
        'app-records': app([110, "Process terminated. Couldn't find a valid ICU package installed on the system."]),
      },
    },

    {
      name: 'an abort after an exception that nobody caught',
      given: {
        events: pulledThen(PROVISIONING, exited(134), FAILED),
        'app-records': app(
          [110, 'Unhandled exception. System.InvalidOperationException: No key'],
          [110, '   at Program.Main()'],
        ),
      },
    },
    {name: 'exit code 1', given: {events: DIES, 'application-log': absent()}},
  ],
});
