import {expect, it} from 'vitest';
import {slowStart} from '../../src/causes/slow-start.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, exited, PROVISIONING, pulledThen, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';

testCause(slowStart, {
  names: [
    {
      name: 'it listens after the verdict',
      given: {events: UNHEALTHY, 'app-records': app([70, 'Starting'], [930, LISTENS])},
      verdict: 'confirmed',
    },
    {
      name: 'it listens after the verdict, and App Runner stopped an unhealthy instance before',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, [880, String(exited(143)[1])], CHECK_FAILED),
        'app-records': app([70, 'Starting'], [930, LISTENS]),
      },
      verdict: 'confirmed',
    },
    {
      name: 'it listens in the last tenth of the time',
      given: {events: UNHEALTHY, 'app-records': app([70, 'Starting'], [850, LISTENS])},
      verdict: 'possible',
    },
  ],
  leaves: [{name: 'it listens in time', given: {events: UNHEALTHY, 'app-records': app([70, LISTENS])}}],
});

it('changes the patience of the check and nothing else, and offers none beyond the most', () => {
  const changes = (intervalSeconds: number, unhealthyThreshold: number) =>
    stepsFor('slow-start', {
      events: UNHEALTHY,
      'app-records': app([930, LISTENS]),
      service: service({
        healthCheck: {protocol: 'TCP', intervalSeconds, timeoutSeconds: 7, healthyThreshold: 2, unhealthyThreshold},
      }),
    }).filter(({kind}) => kind === 'mutate');
  expect(changes(10, 5)[0]?.command).toMatch(
    / Protocol=TCP,Interval=20,Timeout=7,HealthyThreshold=2,UnhealthyThreshold=20$/,
  );
  expect(changes(20, 20)).toEqual([]);
});
