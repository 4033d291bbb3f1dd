import {missingSharedLibrary} from '../../src/causes/missing-shared-library.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(missingSharedLibrary, {
  names: [
    {
      name: 'a missing library',
      given: {
        events: DIES,
        'app-records': app('app: error while loading shared libraries: libpq.so.5: cannot open shared object file'),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {name: 'a foreign one', given: {events: DIES, 'app-records': app('OSError: /app/x.so: invalid ELF header')}},
  ],
});
