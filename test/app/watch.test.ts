import {describe, expect, it} from 'vitest';
import {watch} from '../../src/app/watch.js';
import {AwsError, type AwsFailureKind, toDiagError} from '../../src/aws/errors.js';

const failure = (kind: AwsFailureKind) =>
  toDiagError(
    new AwsError({kind, status: 'error', operation: 'apprunner:DescribeService', action: '', why: `it is ${kind}`}),
    'look',
  );

/** Watches what the looks of the script come to; "open" is looked at again. */
async function run(script: readonly (string | Error)[], abortAt = Number.POSITIVE_INFINITY) {
  const notes: string[] = [];
  const controller = new AbortController();
  let looks = 0;
  const seen = await watch<string>({
    async look() {
      const next = script[looks++];
      if (looks === abortAt) controller.abort();
      if (next === undefined) throw new Error('looked too often');
      if (next instanceof Error) throw next;
      return next;
    },
    isOpen: (last) => last.startsWith('open'),
    missing: (last) => (last === 'blind' ? 'not seen' : undefined),
    pauseMs: 0,
    signal: controller.signal,
    note: (text) => notes.push(text),
  });
  return {seen, looks, notes};
}

describe('watch', () => {
  it('looks again until it is decided', async () => {
    expect(await run(['decided'])).toEqual({seen: 'decided', looks: 1, notes: []});
    expect(await run(['open', 'open', 'decided'])).toEqual({seen: 'decided', looks: 3, notes: []});
  });

  it('outlives looks that fail or miss what decides, and says so once', async () => {
    expect(await run(['open', failure('network'), 'blind', failure('token-expired'), 'decided'])).toEqual({
      seen: 'decided',
      looks: 5,
      notes: ['Cannot look at the moment (look: it is network): trying again.', 'Reading again.'],
    });
  });

  it.each([
    ['denied', failure('denied')],
    ['not there any more', failure('not-found')],
    ['a fault of the tool', new Error('slip')],
  ])('ends where looking again is of no use: %s', async (_, error) => {
    await expect(run(['open', error])).rejects.toBe(error);
  });

  it.each(['network', 'timeout', 'throttled', 'service'] as const)(
    'outlives a first look that fails: %s',
    async (kind) => {
      expect(await run([failure(kind), failure(kind), 'blind', 'open', 'decided'])).toEqual({
        seen: 'decided',
        looks: 5,
        notes: [`Cannot look at the moment (look: it is ${kind}): trying again.`, 'Reading again.'],
      });
    },
  );

  it.each([
    'no-credentials',
    'sso-expired',
    'credentials-failed',
    'token-expired',
    'token-invalid',
    'profile-unknown',
    'region-missing',
    'denied',
    'not-found',
    'not-json',
  ] as const)('ends with a first look that fails for good: %s', async (kind) => {
    const error = failure(kind);
    await expect(run([error])).rejects.toBe(error);
  });

  it('ends with what the first look failed of when it is ended before another', async () => {
    await expect(run([failure('network'), failure('cancelled')], 2)).rejects.toThrow('cancelled');
  });

  it('answers with the look that missed something when there is no whole one', async () => {
    expect((await run(['blind', failure('cancelled')], 2)).seen).toBe('blind');
  });

  it('answers with the last whole look when it is ended in the middle of one', async () => {
    expect((await run(['open 1', 'open 2', 'partial'], 3)).seen).toBe('open 2');
    expect((await run(['open 1', failure('cancelled')], 2)).seen).toBe('open 1');
    expect((await run(['open 1'], 1)).seen).toBe('open 1');
  });
});
