import {healthRequiresAuth} from '../../src/causes/health-requires-auth.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';
const answers = (status: number, path = '/healthz') => `INFO:     10.0.0.1:5000 - "GET ${path} HTTP/1.1" ${status} X`;

testCause(healthRequiresAuth, {
  names: [
    {
      name: '401 on the health path',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(401)])},
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: '401 on another path',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(401, '/orders')])},
    },
  ],
});
