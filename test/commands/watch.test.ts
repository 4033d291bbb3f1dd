import {describe, expect, it} from 'vitest';
import {startFakeAws} from '../support/fake-aws.js';
import {loadIncident, movedTo} from '../support/incidents.js';
import {runCli} from '../support/run-cli.js';

const looks = (operations: readonly string[]) => operations.filter((name) => name.endsWith('ListOperations')).length;

describe('diagnose --watch', () => {
  it('gives its verdict as soon as the evidence allows, while the operation is still in progress', async () => {
    const {dataset} = loadIncident('in-progress-with-exit-line');
    await using aws = await startFakeAws(movedTo(dataset, Date.now()));
    const {code, stdout} = await runCli(['diagnose', '--watch', '--json'], {env: aws.env});
    const report = JSON.parse(stdout);
    expect({code, outcome: report.outcome, cause: report.causes[0].cause}).toEqual({
      code: 1,
      outcome: 'failing',
      cause: 'missing-env',
    });
    expect(looks(aws.calls.map(({operation}) => operation)), 'one look was enough').toBe(1);
  });

  it('looks again until the operation has ended, and then says what became of it', async () => {
    const now = Date.now();
    const dataset = movedTo(loadIncident('healthy').dataset, now);
    const [service] = dataset.services ?? [];
    const [operation] = service?.operations ?? [];
    if (service === undefined || operation === undefined) throw new Error('the fixture has no operation');
    const ended = {...operation};
    // The fake answers from this very object: it is changed under the watcher's eyes.
    const live = operation as {status?: string; startedAt?: string; endedAt?: string | undefined};
    Object.assign(live, {status: 'IN_PROGRESS', startedAt: new Date(now - 60_000).toISOString()});
    delete live.endedAt;
    await using aws = await startFakeAws(dataset);
    const timer = setInterval(() => {
      if (looks(aws.calls.map((call) => call.operation)) === 0) return;
      clearInterval(timer);
      setTimeout(() => Object.assign(live, ended), 3000);
    }, 100);
    const {code, stdout} = await runCli(['diagnose', '--watch', '--json'], {env: aws.env});
    clearInterval(timer);
    expect({code, outcome: JSON.parse(stdout).outcome}).toEqual({code: 0, outcome: 'healthy'});
    expect(looks(aws.calls.map((call) => call.operation))).toBeGreaterThan(1);
  });

  it('keeps watching where the very first look fails of something that passes, and says so', async () => {
    const {dataset} = loadIncident('in-progress-with-exit-line');
    await using aws = await startFakeAws(movedTo(dataset, Date.now()), {
      // As many times as the SDK asks within one look.
      faults: [{operation: 'apprunner:ListServices', kind: 'error-503', times: 3}],
    });
    const {code, stdout, stderr} = await runCli(['diagnose', '--watch', '--json'], {env: aws.env});
    expect(stderr).toMatch(/^Cannot look at the moment \(.*HTTP 503.*\): trying again\.\nReading again\.\n$/);
    expect({code, outcome: JSON.parse(stdout).outcome}).toEqual({code: 1, outcome: 'failing'});
  });

  it.each([
    ['no permission', ['diagnose', '--watch'], {kind: 'denied'}],
    ['no such service', ['diagnose', 'nope', '--watch'], undefined],
    ['credentials that AWS refuses', ['diagnose', '--watch'], {kind: 'invalid-token'}],
  ] as const)('ends with 3 where looking again is of no use: %s', async (_, args, fault) => {
    const {dataset} = loadIncident('in-progress-with-exit-line');
    await using aws = await startFakeAws(movedTo(dataset, Date.now()), {
      faults: fault === undefined ? [] : [{operation: 'apprunner:ListServices', ...fault}],
    });
    const {code, stdout, stderr} = await runCli(args, {env: aws.env});
    expect({code, stdout}).toEqual({code: 3, stdout: ''});
    expect(stderr).not.toContain('trying again');
    expect(aws.calls.filter(({operation}) => operation === 'apprunner:ListServices')).toHaveLength(1);
  });
});
