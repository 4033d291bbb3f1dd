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
      verdict: 'likely',
    },
    {
      name: 'silence after an unfinished step, which App Runner ends',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, CHECK_FAILED, [905, String(exited(143)[1])]),
        'app-records': app([70, 'Connecting to database...']),
      },
      verdict: 'likely',
    },
    {
      name: 'a worker that gunicorn killed',
      given: {events: UNHEALTHY, 'app-records': app([100, '[1] [CRITICAL] WORKER TIMEOUT (pid:7)'])},
      verdict: 'confirmed',
    },
    {
      name: 'silence of what may be a server that says nothing when it listens',
      given: {events: UNHEALTHY, 'app-records': app([70, '2026/01/20 10:01:04 starting server'])},
      verdict: 'possible',
    },
  ],
  leaves: [
    {
      name: 'it listens',
      given: {events: UNHEALTHY, 'app-records': app([70, 'Connecting to database...'], [72, LISTENS])},
    },
  ],
});
