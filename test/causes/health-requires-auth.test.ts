import {describe, expect, it} from 'vitest';
import {healthRequiresAuth} from '../../src/causes/health-requires-auth.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, type Line, PROVISIONING, pulledThen, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

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
    {
      name: '401 most of the time, and another answer between',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, LISTENS], [80, answers(401)], [90, answers(401)], [100, answers(200)]),
      },
      verdict: 'likely',
    },
    {
      name: '401, and then an exit of its own',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, EXIT_1),
        'app-records': app([70, LISTENS], [80, answers(401)]),
      },
      verdict: 'likely',
    },
    {
      name: '403 that nothing explains',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(403)])},
      verdict: 'likely',
    },
    {
      name: '403 beside a line about credentials',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, LISTENS], [80, 'WARN invalid API key'], [80, answers(403)]),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: '401 of a server that drains, after the check gave up',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(200)], [901, answers(401)])},
    },
    {
      name: '401 on another path',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(401, '/orders')])},
    },
  ],
});

describe('the steps of health-requires-auth', () => {
  const healthCheck = {
    protocol: 'HTTP',
    path: '/healthz',
    intervalSeconds: 20,
    timeoutSeconds: 15,
    healthyThreshold: 3,
    unhealthyThreshold: 20,
  };
  const steps = (...lines: readonly Line[]) =>
    stepsFor('health-requires-auth', {
      events: UNHEALTHY,
      'app-records': app([70, LISTENS], ...lines),
      service: service({healthCheck}),
    });

  it('turn the check to TCP and keep the rest of it, where credentials are missed', () => {
    const change = steps([80, answers(401)]).find(({kind}) => kind === 'mutate');
    expect(change?.command).toMatch(/ Protocol=TCP,Interval=20,Timeout=15,HealthyThreshold=3,UnhealthyThreshold=20$/);
    expect(change?.undo).toContain('Protocol=HTTP,Path=/healthz,Interval=20,');
  });

  it('change nothing where nobody knows what refuses: a TCP check would let a broken site pass', () => {
    expect(steps([80, answers(403)]).filter(({kind}) => kind === 'mutate')).toEqual([]);
  });
});
