import {instanceTooSmall} from '../../src/causes/instance-too-small.js';
import {testCause} from '../support/cause-tester.js';
import {absent, app, CHECK_FAILED, CHECKING, PROVISIONING, pulledThen, START, service} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);

testCause(instanceTooSmall, {
  names: [
    {
      name: 'no CPU to spare',
      given: {
        events: UNHEALTHY,
        service: service({cpuUnits: 256, memoryMb: 512}),
        metrics: {cpu: [1, 2, 3].map((at) => ({at: START + at * 60_000, average: 99}))},
      },
      verdict: 'possible',
    },
    {
      name: 'no CPU to spare, and a start that crawls',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, 'Starting'], [200, 'Repositories'], [330, 'Tomcat initialized']),
        metrics: {cpu: [1, 2, 3].map((at) => ({at: START + at * 60_000, average: 99}))},
        service: service(),
      },
      verdict: 'likely',
    },
  ],
  leaves: [
    {
      name: 'a start that crawls with CPU to spare',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, 'Starting'], [200, 'Repositories'], [330, 'Tomcat initialized']),
        service: service({cpuUnits: 256, memoryMb: 512}),
      },
    },
    {
      name: 'small, and nothing else',
      given: {events: UNHEALTHY, service: service({cpuUnits: 256, memoryMb: 512}), 'application-log': absent()},
    },
  ],
});
