import {healthPathAnswered} from '../../src/rules/health-path-answered.js';
import {app, CHECK_FAILED, CHECKING, events, FAILED, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const answered = (seconds: number, status: number, path = '/healthz') =>
  [seconds, `INFO:     10.0.0.1:5000 - "GET ${path} HTTP/1.1" ${status} X`] as const;
const every10s = (count: number, status: number) =>
  Array.from({length: count}, (_, i) => answered(70 + i * 10, status));
const UNHEALTHY = pulledThen(CHECKING, CHECK_FAILED);
const PASSED = [100, '[AppRunner] Health check is successful. Routing traffic to application.'] as const;

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
    {
      name: 'what was answered until the check gave up, not what a server that drains says then',
      given: {events: UNHEALTHY, 'app-records': app(...every10s(30, 404), answered(901, 503))},
      data: {status: 404, class: 'missing', count: 30},
      says: /answered 404 on the health path \/healthz \(30 requests/,
    },
    {
      name: 'what was answered until the program was told to stop',
      given: {
        events: UNHEALTHY,
        'app-records': app(...every10s(30, 200), [500, 'SIGTERM received, draining'], answered(501, 503)),
      },
      data: {status: 200, class: 'ok', count: 30},
    },
    {
      name: 'what is answered after a line that only prepares for a stop',
      given: {
        events: UNHEALTHY,
        'app-records': app([65, 'registered handler for SIGTERM'], answered(70, 404)),
      },
      data: {status: 404},
    },
    {
      name: 'most of the answers, each status with its count',
      given: {events: UNHEALTHY, 'app-records': app(...every10s(32, 503), answered(899, 200))},
      data: {status: 503, class: 'failing', answers: '503 ×32, 200 ×1'},
      says: /answered 503 ×32, 200 ×1 on .* \(33 requests/,
    },
    {
      name: 'the later of two that are even',
      given: {events: UNHEALTHY, 'app-records': app(answered(70, 503), answered(80, 200))},
      data: {status: 200, class: 'ok'},
    },
    {
      name: 'the path itself before the one with a slash',
      given: {events: UNHEALTHY, 'app-records': app(answered(70, 301), answered(71, 200, '/healthz/'))},
      data: {status: 301, class: 'redirect', count: 1},
      says: /answered 301 on the health path \/healthz \(1 request /,
    },
    {
      name: 'the path with a slash where nobody asked for the other, by its name',
      given: {events: UNHEALTHY, 'app-records': app(answered(70, 404, '/healthz/'))},
      says: /on the health path \/healthz \(asked for as \/healthz\/\)/,
    },
    {
      name: 'what came after the start where the check passed',
      given: {
        events: pulledThen(CHECKING, PASSED),
        'app-records': app(answered(70, 404), answered(80, 404), answered(90, 200)),
      },
      data: {status: 200, class: 'ok', count: 1},
      severity: 'info',
    },
    {
      name: 'a 401 as missing credentials',
      given: {events: UNHEALTHY, 'app-records': app(answered(70, 401))},
      data: {class: 'auth', credentials: true},
    },
    {
      name: 'a 403 beside a line about credentials as missing credentials',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, 'WARN Authentication failed: no API key in the request'], answered(70, 403)),
      },
      data: {class: 'auth', credentials: true},
    },
    {
      name: 'a 403 without such a line as a 403',
      given: {
        events: UNHEALTHY,
        'app-records': app(
          [70, '[error] 29#29: *1 directory index of "/usr/share/nginx/html/" is forbidden'],
          answered(70, 403),
          [400, 'ERROR login of a user failed: invalid token'],
        ),
      },
      data: {class: 'auth', credentials: false},
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
    {
      name: 'answers from after the deployment was given up',
      given: {events: events(CHECKING, FAILED), 'app-records': app(answered(150, 503))},
    },
  ],
});
