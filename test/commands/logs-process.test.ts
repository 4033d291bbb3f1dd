import type {ChildProcess} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {ARN, DATASET, ID} from '../logs/shown.js';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {runCli} from '../support/run-cli.js';

const GROUP = `/aws/apprunner/my-api/${ID}/application`;
const SINCE = ['--since', '2026-01-23T14:00:00Z', '--until', '2026-01-23T18:00:00Z'];

const count = (fake: FakeAws, operation: string) => fake.calls.filter((call) => call.operation === operation).length;

/** Does something as soon as something is so. */
function when(holds: () => boolean, act: () => void): void {
  const waiting = setInterval(() => {
    if (!holds()) return;
    clearInterval(waiting);
    act();
  }, 20);
}

/** Text that a process has written so far. */
function heard(child: ChildProcess): () => string {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += String(chunk);
  });
  return () => text;
}

describe('logs as a process', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('a follow that is ended by %s shows what has arrived and says up to when', async (signal, code) => {
    await using fake = await startFakeAws(DATASET);
    fake.world.logs.add(GROUP, 'instance/1', [{timestamp: Date.now() - 60_000, message: 'history'}]);
    const result = await runCli(['logs', ARN, '--follow', '--format', 'jsonl'], {
      env: fake.env,
      onStart: (child) => {
        const text = heard(child);
        when(
          () => text().includes('history') && count(fake, 'logs:FilterLogEvents') >= 4,
          () => {
            // Only the last look can find it.
            fake.world.logs.add(GROUP, 'instance/1', [{timestamp: Date.now() - 1000, message: 'last'}]);
            child.kill(signal);
          },
        );
      },
    });
    const messages = result.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as {message: string}).message);
    expect(messages).toEqual(['history', 'last']);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(/Complete up to \d{4}-\d\d-\d\dT/);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  it('stops its queries when it is interrupted', async () => {
    await using fake = await startFakeAws(DATASET, {insights: {looks: 1000}});
    const result = await runCli(['logs', ARN, ...SINCE, '--insights'], {
      env: fake.env,
      onStart: (child) =>
        when(
          () => count(fake, 'logs:GetQueryResults') > 2,
          () => child.kill('SIGINT'),
        ),
    });
    expect(result.code).toBe(130);
    expect(result.stdout).toBe('');
    expect(count(fake, 'logs:StartQuery')).toBe(2);
    expect(count(fake, 'logs:StopQuery')).toBe(2);
  });

  it.each([[['--follow']], [SINCE]])('a reader that goes away ends it, and is no error: %s', async (flags) => {
    await using fake = await startFakeAws(DATASET, {logPaging: {events: 1}});
    const now = Date.now();
    const stamps = [...Array(50).keys()].map((index) => now - 60_000 + index);
    fake.world.logs.add(
      GROUP,
      'instance/1',
      stamps.map((timestamp) => ({timestamp, message: 'x'.repeat(50_000)})),
    );
    const result = await runCli(['logs', ARN, ...flags, '--format', 'jsonl'], {
      env: fake.env,
      onStart: (child) => child.stdout?.once('data', () => child.stdout?.destroy()),
    });
    expect(result.code).toBe(0);
    expect(result.stderr).toBe('');
  });
});
