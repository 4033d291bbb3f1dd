import {healthRedirectOrHost} from '../../src/causes/health-redirect-or-host.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, PROVISIONING, pulledThen} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';
const answers = (status: number, path = '/healthz') => `INFO:     10.0.0.1:5000 - "GET ${path} HTTP/1.1" ${status} X`;

testCause(healthRedirectOrHost, {
  names: [
    {
      name: '301 on the health path',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(301)])},
      verdict: 'confirmed',
    },
    {
      name: '301 most of the time, and another answer between',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, LISTENS], [80, answers(301)], [90, answers(301)], [100, answers(200)]),
      },
      verdict: 'likely',
    },
    {
      name: '301, and then an exit of its own',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, EXIT_1),
        'app-records': app([70, LISTENS], [80, answers(301)]),
      },
      verdict: 'likely',
    },
  ],
  leaves: [
    {
      name: '301 of a server that drains, after the check gave up',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(200)], [901, answers(301)])},
    },
    {name: '401 on the health path', given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(401)])}},
  ],
});
