import {boundToLocalhost} from '../../src/causes/bound-to-localhost.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';

testCause(boundToLocalhost, {
  names: [
    {
      name: 'it listens on 127.0.0.1',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, 'INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)']),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a link that its author wrote',
      given: {events: UNHEALTHY, 'app-records': app([70, 'Server running at http://localhost:8000'])},
    },
    {name: 'it listens everywhere', given: {events: UNHEALTHY, 'app-records': app([70, LISTENS])}},
  ],
});
