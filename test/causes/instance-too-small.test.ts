import {describe, expect, it} from 'vitest';
import {instanceTooSmall} from '../../src/causes/instance-too-small.js';
import {testCause} from '../support/cause-tester.js';
import {absent, app, CHECK_FAILED, CHECKING, PROVISIONING, pulledThen, START, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

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

describe('instance-too-small', () => {
  it.each([
    [256, 512, 'Cpu=512,Memory=1024'],
    [1024, 2048, 'Cpu=2048,Memory=4096'],
    [2048, 4096, 'Cpu=4096,Memory=8192'],
    [4096, 8192, undefined],
  ])('offers %i/%i the next size with more of both', (cpuUnits, memoryMb, size) => {
    const [step] = stepsFor('instance-too-small', {service: service({cpuUnits, memoryMb})});
    expect(step?.command?.match(/Cpu=\d+,Memory=\d+/)?.[0]).toBe(size);
  });
});
