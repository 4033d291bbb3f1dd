import {describe, expect, it} from 'vitest';
import {everyCall} from '../support/every-call.js';
import {type Fault, startFakeAws} from '../support/fake-aws.js';
import {movedTo} from '../support/incidents.js';
import {runCli} from '../support/run-cli.js';
import {expectNoStack} from './expectations.js';

const PAGES = 'logs:FilterLogEvents';

/** Both groups are asked for once before the following begins. */
const HISTORY = 2;

const linesOf = (stdout: string): {eventId: string}[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Follows until the calls have come through again, or the program has ended by itself. */
async function followUnder(faults: readonly Omit<Fault, 'operation'>[]) {
  const now = Date.now();
  // Throttling is paced, not told.
  const isPaced = faults.some(({kind}) => kind === 'throttle');
  await using fake = await startFakeAws(movedTo(everyCall(), now), {
    faults: faults.map((fault) => ({operation: PAGES, after: HISTORY, ...fault})),
  });
  const [group] = fake.world.logs.names().filter((name) => name.endsWith('/application'));
  // A line that comes while nothing can be read.
  fake.world.logs.add(group ?? '', `instance/${'7'.repeat(32)}`, [
    {timestamp: Date.now() + 1000, message: 'written in between', ingestionTime: Date.now() + 1000},
  ]);
  return await runCli(['logs', 'my-api', '--follow', '--since', '60d', '--format', 'jsonl'], {
    env: fake.env,
    onStart(child) {
      let told = '';
      child.stderr?.on('data', (chunk) => {
        told += chunk;
      });
      const waiting = setInterval(() => {
        const answered = fake.calls.filter(({operation, fault}) => operation === PAGES && fault === undefined);
        const isOver = told.includes('Reading again') || (isPaced && answered.length >= HISTORY + 4);
        if (child.exitCode === null && !isOver) return;
        clearInterval(waiting);
        child.kill('SIGINT');
      }, 20);
    },
  });
}

describe.concurrent('logs --follow, when reading fails for a while', () => {
  it.each<[string, Omit<Fault, 'operation'>]>([
    ['500', {kind: 'error-500', times: 7}],
    ['503', {kind: 'error-503', times: 7}],
    ['a connection that is reset', {kind: 'reset', times: 7}],
    ['an expired token', {kind: 'expired-token', times: 3}],
    ['an answer that is not JSON', {kind: 'not-json', times: 3}],
    ['an empty answer', {kind: 'empty', times: 3}],
    ['a body cut short', {kind: 'cut-body', times: 7}],
    ['throttling', {kind: 'throttle', times: 2}],
  ])('%s: says so, goes on, and loses nothing', async (_, fault) => {
    const {code, stdout, stderr} = await followUnder([fault]);
    expectNoStack(stderr);
    expect(code).toBe(130);
    const ids = linesOf(stdout).map(({eventId}) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(stdout).toContain('written in between');
    if (fault.kind !== 'throttle') {
      expect(stderr).toMatch(/Cannot read at the moment/);
      expect(stderr).toContain('Reading again, from where it broke off.');
    }
  });

  it('a refusal ends it: could not look', async () => {
    const {code, stderr} = await followUnder([{kind: 'denied'}]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^Error: cannot read the logs of my-api: access denied/m);
  });
});
