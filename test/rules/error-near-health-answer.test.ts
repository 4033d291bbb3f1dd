import {errorNearHealthAnswer} from '../../src/rules/error-near-health-answer.js';
import {app, CHECK_FAILED, CHECKING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const answered = (seconds: number, status: number) =>
  [seconds, `INFO:     10.0.0.1:5000 - "GET /healthz HTTP/1.1" ${status} X`] as const;
const UNHEALTHY = pulledThen(CHECKING, CHECK_FAILED);

testRule(errorNearHealthAnswer, {
  finds: [
    {
      name: 'the error nearest in time to the answer',
      given: {
        events: UNHEALTHY,
        'app-records': app(
          [66, 'ERROR metrics are off'],
          [72, 'production.ERROR: No application encryption key has been specified.'],
          answered(72.5, 500),
        ),
      },
      data: {error: 'production.ERROR: No application encryption key has been specified.'},
      says: /^1 s from such an answer the application logged: /,
    },
    {
      name: 'an exception by its type and message',
      given: {
        events: UNHEALTHY,
        'app-records': app(
          [80, 'Traceback (most recent call last):'],
          [80, '  File "/app/health.py", line 4, in check'],
          [80, 'redis.exceptions.ConnectionError: Connection refused'],
          answered(80, 503),
        ),
      },
      data: {error: 'redis.exceptions.ConnectionError: Connection refused', seconds: 0},
    },
  ],
  silent: [
    {
      name: 'an error at another time',
      given: {events: UNHEALTHY, 'app-records': app([70, 'ERROR metrics are off'], answered(300, 500))},
    },
    {
      name: 'an error of another instance',
      given: {
        events: UNHEALTHY,
        'app-records': app([72, 'ERROR metrics are off', 'instance/other'], answered(72, 500)),
      },
    },
    {
      name: 'an error beside good answers',
      given: {events: UNHEALTHY, 'app-records': app([72, 'ERROR metrics are off'], answered(72, 200))},
    },
    {
      name: 'a warning',
      given: {events: UNHEALTHY, 'app-records': app([72, 'WARNING ConnectionError: trying again'], answered(72, 500))},
    },
  ],
});
