import {describe, expect, it} from 'vitest';
import {wrongHealthPath} from '../../src/causes/wrong-health-path.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, exited, PROVISIONING, pulledThen, service} from '../support/facts.js';
import {stepsFor} from '../support/judge.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';
const answers = (status: number, path = '/healthz') => `INFO:     10.0.0.1:5000 - "GET ${path} HTTP/1.1" ${status} X`;

testCause(wrongHealthPath, {
  names: [
    {
      name: '404 on the health path',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(404)])},
      verdict: 'confirmed',
    },
    {
      name: '404 most of the time, and another answer between',
      given: {
        events: UNHEALTHY,
        'app-records': app([70, LISTENS], [80, answers(404)], [90, answers(404)], [100, answers(200)]),
      },
      verdict: 'likely',
    },
    {
      name: '404, and then an exit of its own',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, EXIT_1),
        'app-records': app([70, LISTENS], [80, answers(404)]),
      },
      verdict: 'likely',
    },
    {
      name: '404, and an exit only after the check had failed: a program that does not heed its stop is killed',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, CHECK_FAILED, [930, String(exited(137)[1])]),
        'app-records': app([70, LISTENS], [80, answers(404)]),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: '404 of a server that drains, after the check gave up',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(200)], [901, answers(404)])},
    },
    {
      name: '404 on another path',
      given: {events: UNHEALTHY, 'app-records': app([70, LISTENS], [80, answers(404, '/favicon.ico')])},
    },
  ],
});

describe('the steps of wrong-health-path', () => {
  const patient = {intervalSeconds: 20, timeoutSeconds: 20, healthyThreshold: 3, unhealthyThreshold: 20};
  const steps = (healthCheck?: {protocol: string; path: string}) =>
    stepsFor('wrong-health-path', {
      events: UNHEALTHY,
      'app-records': app([70, LISTENS], [80, answers(404)]),
      ...(healthCheck && {service: service({healthCheck: {...healthCheck, ...patient}})}),
    });

  it('name another path and keep the rest of the check; as it stands no shell runs the command', () => {
    const [step] = steps({protocol: 'HTTP', path: '/'});
    expect(step?.command).toMatch(
      / --health-check-configuration Protocol=HTTP,Path=<path>,Interval=20,Timeout=20,HealthyThreshold=3,UnhealthyThreshold=20$/,
    );
    expect(step?.undo).toContain('Path=/,Interval=20,');
  });

  it('invent no values where those of the check are not known', () => {
    expect(steps()[0]?.command).toMatch(/\(as describe-service shows it now, with Protocol=HTTP,Path=<path>\)$/);
  });

  it('leave the check alone where the version that was kept passes it', () => {
    const lost = steps({protocol: 'HTTP', path: '/healthz'});
    expect(lost.filter(({kind}) => kind === 'mutate')).toEqual([]);
    expect(lost.map(({text}) => text).join('\n')).toContain('Bring the route /healthz back');
  });
});
