import {describe, expect, it} from 'vitest';
import {absent, app, CHECK_FAILED, PROVISIONING, pulledThen, START} from '../support/facts.js';
import {judge, stepsFor} from '../support/judge.js';

const KILLED = [
  120,
  '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 137',
] as const;

describe('out-of-memory', () => {
  it('is confirmed by exit code 137', () => {
    const {first, verdicts} = judge({events: pulledThen(PROVISIONING, KILLED), 'application-log': absent()});
    expect(first).toBe('out-of-memory');
    expect(verdicts['out-of-memory']).toBe('confirmed');
  });

  it('is confirmed by the words of a runtime', () => {
    const {first} = judge({
      events: pulledThen(PROVISIONING, KILLED),
      'app-records': app(
        [70, 'Starting'],
        [100, 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
      ),
    });
    expect(first).toBe('out-of-memory');
  });

  it('is not named when an application merely speaks of App Runner and its exit codes', () => {
    const {verdicts} = judge({
      events: pulledThen(PROVISIONING, CHECK_FAILED),
      'app-records': app([70, '[AppRunner] Your application stopped or failed to start. Container exit code: 137']),
    });
    expect(verdicts['out-of-memory']).toBeUndefined();
  });

  it.each([
    [
      'no more than possible after traffic was routed: an old instance that outstays its stop is killed too',
      100,
      {},
      'possible',
    ],
    ['confirmed before that', 130, {}, 'confirmed'],
    ['likely where memory was short as well', 100, {metrics: {memory: [{at: START, average: 97}]}}, 'likely'],
  ] as const)('of a deployment that succeeded is %s', (_, routedAt, more, verdict) => {
    const routed = [routedAt, '[AppRunner] Successfully routed incoming traffic to application.'] as const;
    const lines = routedAt < 120 ? [routed, KILLED] : [KILLED, routed];
    const {verdicts} = judge({events: pulledThen(PROVISIONING, ...lines), ...more}, false);
    expect(verdicts['out-of-memory']).toBe(verdict);
  });

  it('offers a change with its undo', () => {
    const steps = stepsFor('out-of-memory', {events: pulledThen(KILLED)});
    expect(steps.filter((step) => step.kind === 'mutate').every((step) => step.undo !== undefined)).toBe(true);
  });
});
