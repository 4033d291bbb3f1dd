import {healthPathAnswered} from '../../src/rules/health-path-answered.js';
import {app, CHECKING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(healthPathAnswered, {
  finds: [
    {
      name: 'a missing path',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     10.0.0.1:5000 - "GET /healthz HTTP/1.1" 404 Not Found'),
      },
      data: {status: 404, class: 'missing'},
      severity: 'error',
    },
    {
      name: 'a good answer, as information',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     10.0.0.1:5000 - "GET /healthz HTTP/1.1" 200 OK'),
      },
      data: {class: 'ok'},
      severity: 'info',
    },
  ],
  silent: [
    {
      name: 'another path',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     10.0.0.1:5000 - "GET /favicon.ico HTTP/1.1" 404 Not Found'),
      },
    },
  ],
});
