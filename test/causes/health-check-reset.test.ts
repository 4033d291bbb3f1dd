import {healthCheckReset} from '../../src/causes/health-check-reset.js';
import {testCause} from '../support/cause-tester.js';
import {CHECK_FAILED, CHECKING, PROVISIONING, pulledThen} from '../support/facts.js';

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
