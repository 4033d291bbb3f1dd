import {startupHang} from '../../src/causes/startup-hang.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, exited, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';

testCause(startupHang, {
  names: [
    {
      name: 'silence after an unfinished step',
      given: {events: UNHEALTHY, 'app-records': app([70, 'Connecting to database...'])},
      verdict: 'confirmed',
    },
    {
      name: 'silence after an unfinished step, which App Runner ends',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, CHECK_FAILED, [905, String(exited(143)[1])]),
        'app-records': app([70, 'Connecting to database...']),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'it listens',
      given: {events: UNHEALTHY, 'app-records': app([70, 'Connecting to database...'], [72, LISTENS])},
    },
  ],
});
