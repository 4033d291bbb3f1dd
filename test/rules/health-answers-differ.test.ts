import {healthAnswersDiffer} from '../../src/rules/health-answers-differ.js';
import {app, CHECK_FAILED, CHECKING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const answered = (seconds: number, status: number, path = '/healthz') =>
  [seconds, `INFO:     10.0.0.1:5000 - "GET ${path} HTTP/1.1" ${status} X`] as const;
const UNHEALTHY = pulledThen(CHECKING, CHECK_FAILED);
const PASSED = [100, '[AppRunner] Health check is successful. Routing traffic to application.'] as const;

testRule(healthAnswersDiffer, {
  finds: [
    {
      name: 'two kinds of answers, also of two instances',
      given: {
        events: UNHEALTHY,
        'app-records': app(answered(70, 302), [...answered(75, 401), 'instance/other'] as const, answered(80, 302)),
      },
      data: {answers: '302 ×2, 401 ×1'},
      severity: 'warning',
    },
    {
      name: 'another answer on the path with a slash',
      given: {events: UNHEALTHY, 'app-records': app(answered(70, 301), answered(71, 200, '/healthz/'))},
      data: {answers: '301 ×1', besides: '200 ×1'},
      says: /301 ×1; with or without the slash at its end 200 ×1/,
    },
  ],
  silent: [
    {
      name: 'two statuses of one kind',
      given: {events: UNHEALTHY, 'app-records': app(answered(70, 500), answered(80, 503))},
    },
    {
      name: 'an answer from after the check gave up',
      given: {events: UNHEALTHY, 'app-records': app(answered(70, 404), answered(901, 503))},
    },
    {
      name: 'a start whose check passed',
      given: {
        events: pulledThen(CHECKING, PASSED),
        'app-records': app(answered(70, 503), answered(90, 200), answered(300, 503)),
      },
    },
  ],
});
