import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {createLifetime} from '../../src/cli/lifetime.js';

describe('the time-out', () => {
  it('ends the run when it is over', async () => {
    const lifetime = createLifetime();
    lifetime.setTimeout(1, '1ms');
    await sleep(50);
    expect(lifetime.signal.reason).toMatchObject({code: 'TIMEOUT', message: 'No complete answer within 1ms.'});
    lifetime.end();
  });

  it('does not send whoever asks doctor to doctor', async () => {
    const advice = async (isDoctor: boolean) => {
      const lifetime = createLifetime();
      lifetime.setTimeout(1, '1ms', isDoctor);
      await sleep(50);
      lifetime.end();
      return lifetime.signal.reason.suggestions.join('\n');
    };
    expect(await advice(false)).toContain('nerava-diag doctor');
    expect(await advice(true)).not.toContain('nerava-diag doctor');
  });

  it('may be longer than a timer of Node can be', async () => {
    const lifetime = createLifetime();
    lifetime.setTimeout(30 * 86_400_000, '30d');
    await sleep(50);
    expect(lifetime.signal.aborted).toBe(false);
    lifetime.end();
  });
});
