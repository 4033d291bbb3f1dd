import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import Logs from '../../src/commands/logs.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {writeBundle} from '../../src/evidence/bundle.js';
import type {Bundle} from '../../src/evidence/bundle-model.js';
import {collect} from '../../src/evidence/collect.js';
import {bundleOf} from '../support/bundle.js';
import {useFakeEnvironment} from '../support/environment.js';
import {startFakeAws} from '../support/fake-aws.js';
import {runCommand} from '../support/run-command.js';
import {ARN, BAD, CANARY, DATASET, GOOD, NEW} from './shown.js';

/** Nothing answers there: whoever asks AWS fails. */
const NOWHERE = {AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'us-east-1'};

let folder: string;
let live: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logs-bundle-'));
  await using fake = await startFakeAws(DATASET);
  live = (await runCommand(Logs, [ARN, '--deployment', BAD, '--format', 'jsonl'], fake.env)).stdout;
  const restore = useFakeEnvironment(fake.env);
  try {
    await save('incident', await collect({service: ARN, contract: neravaContract, contractChosenBy: 'built-in'}));
  } finally {
    restore();
  }
});
afterAll(() => rm(folder, {recursive: true, force: true}));

const save = (name: string, bundle: Bundle) => writeBundle(join(folder, name), bundle);
const run = (name: string, ...argv: string[]) => runCommand(Logs, ['--bundle', join(folder, name), ...argv], NOWHERE);

function messages(stdout: string): unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as {message: unknown}).message);
}

describe('logs --bundle', () => {
  it('shows the lines that --deployment shows of AWS, without asking AWS', async () => {
    const {code, stdout, stderr} = await run('incident', '--format', 'jsonl');
    expect(code).toBe(0);
    // The event ids are not collected.
    expect(stdout).toBe(live.replace(/"eventId":"\d+",/g, ''));
    expect(messages(stdout)).toHaveLength(9);
    expect(stderr).toContain(`an excerpt around the deployment ${BAD}, collected 2`);
    expect(stderr).toContain('Lines of older instances (1) are not collected.');
  });

  it.each([['text'], ['text', '--startup'], ['jsonl'], ['jsonl', '--startup']])(
    'writes the same bytes each time, and no secret: %s %s',
    async (format, ...more) => {
      const [first, second] = [
        await run('incident', '--format', format, ...more),
        await run('incident', '--format', format, ...more),
      ];
      expect(first.stdout).toBe(second.stdout);
      expect(first.stdout).toContain("KeyError: 'JWT_SECRET'");
      expect(first.stdout).not.toContain(CANARY);
    },
  );

  it('marks operations and instances, and keeps tracebacks whole', async () => {
    const {stdout} = await run('incident');
    expect(stdout).toContain(`-- UPDATE_SERVICE ${BAD} started --`);
    expect(stdout).toContain(`-- new instance ${NEW} --`);
    expect(stdout).not.toContain(GOOD);
    expect(stdout).toContain('[masked API_SECRET]');
    expect(stdout).toContain(`Traceback (most recent call last):\n      File "/app/main.py"`);
  });

  it('chooses by time, group, expression, number and deployment', async () => {
    const shown = async (...argv: string[]) => messages((await run('incident', '--format', 'jsonl', ...argv)).stdout);
    expect(await shown('--since', '2026-01-23T17:01:31Z', '--until', '2026-01-23T17:01:31Z')).toHaveLength(3);
    expect(await shown('--group', 'service')).toHaveLength(3);
    expect(await shown('--grep', '^KeyError')).toEqual(["KeyError: 'JWT_SECRET'"]);
    expect(await shown('--limit', '2')).toHaveLength(2);
    expect(await shown('--deployment', 'latest')).toEqual(await shown());
    expect(await shown('--deployment', BAD.slice(0, 8))).toEqual(await shown());
  });

  it('counts durations back from when it was collected', async () => {
    await save(
      'old',
      bundleOf({
        applicationLog: [
          [0, 'early'],
          [7100, 'late'],
        ],
      }),
    );
    expect(messages((await run('old', '--since', '30m', '--format', 'jsonl')).stdout)).toEqual(['late']);
  });

  it('does not pass the lines of one deployment off as those of another', async () => {
    const {code, stdout, stderr} = await run('incident', '--deployment', GOOD);
    expect({code, stdout}).toEqual({code: 3, stdout: ''});
    expect(stderr).toContain(`holds the lines of the deployment ${BAD}, not of ${GOOD}`);
    await save('unknown', bundleOf({applicationLog: ['line'], evidence: {operations: {status: 'denied', why: 'no'}}}));
    expect((await run('unknown', '--deployment', 'latest')).code).toBe(3);
    expect((await run('unknown')).stdout).toContain('line');
  });

  it('says what is not in it, and why', async () => {
    await save(
      'denied',
      bundleOf({applicationLog: ['line'], evidence: {'service-log': {status: 'denied', why: 'access denied'}}}),
    );
    const denied = await run('denied');
    expect(denied.code).toBe(4);
    expect(denied.stderr).toContain("App Runner's own lines could not be collected: access denied.");
    const alone = await run('denied', '--group', 'service');
    expect({code: alone.code, stdout: alone.stdout}).toEqual({code: 3, stdout: ''});
    expect(alone.stderr).toContain('The bundle holds no log lines');

    await save('absent', bundleOf({serviceLog: ['[AppRunner] a line'], applicationLog: null}));
    const absent = await run('absent');
    expect(absent.code).toBe(0);
    expect(absent.stderr).toContain("The application's lines are not there: the log group does not exist.");

    const whole = bundleOf({applicationLog: ['line']});
    const log = whole.evidence['application-log'];
    await save('cut', {
      ...whole,
      evidence: {...whole.evidence, 'application-log': {...log, truncated: true} as typeof log},
    });
    expect((await run('cut')).stderr).toContain("The application's lines are not all there");
    expect((await run('cut', '--grep', 'nowhere')).stderr).toContain('No line of the bundle matches.');
  });

  it('masks what looks like a secret, whoever put it there', async () => {
    await save(
      'edited',
      bundleOf({applicationLog: ['Authorization: Bearer abcDEF123456ghiJKL', 'postgres://app:hunter2secret@db/x']}),
    );
    const {stdout} = await run('edited', '--format', 'jsonl');
    expect(stdout).not.toMatch(/abcDEF123456|hunter2secret/);
  });

  it.each([['--follow'], ['--insights'], ['--filter', 'x']])('takes no %s', async (...flags) => {
    const {code, stdout} = await run('incident', ...flags);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
  });

  it('refuses another service and what is no bundle', async () => {
    expect((await run('incident', 'other-api')).code).toBe(2);
    expect((await run('nowhere')).code).toBe(2);
  });
});
