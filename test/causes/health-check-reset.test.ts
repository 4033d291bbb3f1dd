import {describe, expect, it} from 'vitest';
import {healthCheckReset} from '../../src/causes/health-check-reset.js';
import {testCause} from '../support/cause-tester.js';
import {CHECK_FAILED, CHECKING, PROVISIONING, pulledThen, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);

testCause(healthCheckReset, {
  names: [
    {
      name: 'another protocol than in the baseline',
      given: {
        events: UNHEALTHY,
        baseline: {description: 'a bundle', variables: [], secrets: [], healthCheck: {protocol: 'TCP'}},
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'the same check',
      given: {
        events: UNHEALTHY,
        baseline: {
          description: 'a bundle',
          variables: [],
          secrets: [],
          healthCheck: {protocol: 'HTTP', path: '/healthz'},
        },
      },
    },
  ],
});

describe('the change that health-check-reset offers', () => {
  const NOW = {protocol: 'HTTP', path: '/healthz', intervalSeconds: 10, timeoutSeconds: 5};

  it.each([
    [{protocol: 'TCP', intervalSeconds: 5, unhealthyThreshold: 7}, 'Protocol=TCP,Interval=5,UnhealthyThreshold=7'],
    [{protocol: 'HTTP', path: '/live', timeoutSeconds: 2}, 'Protocol=HTTP,Path=/live,Timeout=2'],
  ])('restores %j of the baseline', (healthCheck, expected) => {
    const [step] = stepsFor('health-check-reset', {
      events: UNHEALTHY,
      service: service({healthCheck: NOW}),
      baseline: {description: 'a bundle', variables: [], secrets: [], healthCheck},
    });
    expect(step?.command?.split('--health-check-configuration ')[1]).toBe(expected);
    expect(step?.undo?.split('--health-check-configuration ')[1]).toBe(
      'Protocol=HTTP,Path=/healthz,Interval=10,Timeout=5',
    );
  });
});
