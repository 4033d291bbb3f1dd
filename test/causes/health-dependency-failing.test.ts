import {expect, it} from 'vitest';
import {healthDependencyFailing} from '../../src/causes/health-dependency-failing.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, PROVISIONING, pulledThen} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';
const answers = (status: number, path = '/healthz') => `INFO:     10.0.0.1:5000 - "GET ${path} HTTP/1.1" ${status} X`;

testCause(healthDependencyFailing, {
  names: [
    {
      name: '503 on the health path',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(503)])},
      verdict: 'confirmed',
    },
    {
      name: '503 most of the time, and another answer between',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, LISTENS], [80, answers(503)], [90, answers(503)], [100, answers(200)]),
      },
      verdict: 'likely',
    },
    {
      name: '503, and then an exit of its own',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, EXIT_1),
        'app-records': app([70, LISTENS], [80, answers(503)]),
      },
      verdict: 'likely',
    },
  ],
  leaves: [
    {
      name: '503 of a server that drains, after the check gave up',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(404)], [901, answers(503)])},
    },
    {name: '404 on the health path', given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(404)])}},
  ],
});

it('quotes the error beside the answer in its steps, and blames no dependency', () => {
  const steps = stepsFor('health-dependency-failing', {
    events: UNHEALTHY,
    'app-records': app(
      [70, LISTENS],
      [79, 'production.ERROR: No application encryption key has been specified.'],
      [80, answers(500)],
    ),
  });
  expect(steps.map(({text}) => text).join('\n')).toContain('No application encryption key has been specified');
  expect(healthDependencyFailing.title).toContain('5xx');
});
