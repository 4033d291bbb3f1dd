import type {ChildProcess} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {startEcr} from '../image/support/ecr-server.js';
import {buildImage, type TestImage} from '../image/support/images.js';
import {everyCall} from '../support/every-call.js';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {movedTo} from '../support/incidents.js';
import {beforeDeployment} from '../support/preflight-incident.js';
import {type CliOptions, type CliResult, runCli} from '../support/run-cli.js';
import {expectNoStack} from './expectations.js';
import {SIGNALS} from './processes.js';

const WORDS = {SIGINT: 'Interrupted.', SIGTERM: 'Terminated.', SIGHUP: 'Hung up.'} as const;

/** The program ends by force after three seconds; the rest is for a loaded machine. */
const SOON_MS = 20_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signals-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Runs the program, and sends the signal as soon as something holds. */
async function interrupt(
  args: readonly string[],
  signal: NodeJS.Signals,
  when: (child: ChildProcess) => boolean | Promise<boolean>,
  options: CliOptions,
): Promise<CliResult & {readonly endedAfterMs: number}> {
  let sent = 0;
  const result = await runCli(args, {
    cwd: folder,
    ...options,
    async onStart(child) {
      options.onStart?.(child);
      while (child.exitCode === null && !(await when(child))) await sleep(10);
      sent = performance.now();
      child.kill(signal);
    },
  });
  return {...result, endedAfterMs: performance.now() - sent};
}

const called = (fake: FakeAws, operation: string, times = 1) =>
  fake.calls.filter((call) => call.operation === operation).length >= times;

function expectClean({code, signal, stderr}: CliResult, expected: number): void {
  expect({code, signal}).toEqual({code: expected, signal: null});
  expectNoStack(stderr);
  expect((stderr.match(/^Error: /gm) ?? []).length).toBeLessThanOrEqual(1);
}

/** The incident as if it were now, its deployment still under way. */
function underWay(): Dataset {
  const dataset = movedTo(everyCall(), Date.now());
  const [service] = dataset.services ?? [];
  const [operation, ...older] = service?.operations ?? [];
  if (service === undefined || operation === undefined) throw new Error('no operation');
  const {endedAt: _, ...open} = operation;
  const started = {...open, status: 'IN_PROGRESS', startedAt: new Date(Date.now() - 60_000).toISOString()};
  return {...dataset, services: [{...service, operations: [started, ...older], logs: {}}]};
}

describe('a signal while the first call is due', () => {
  it.each([
    [SIGNALS[0], ['diagnose', 'my-api']],
    [SIGNALS[1], ['diagnose', 'my-api', '--json']],
    [SIGNALS[0], ['diagnose', '--all']],
    [SIGNALS[1], ['diagnose', 'my-api', '--watch']],
    [SIGNALS[0], ['validate', 'my-api', '--json']],
    [SIGNALS[1], ['env', 'my-api']],
    [SIGNALS[0], ['logs', 'my-api']],
    [SIGNALS[1], ['logs', 'my-api', '--follow', '-o', 'first-call.txt']],
    [SIGNALS[0], ['deployments', 'my-api']],
    [SIGNALS[1], ['collect', 'my-api', '-o', 'first-call.json']],
    [SIGNALS[0], ['compare-images', 'running', 'attempted', '-s', 'my-api', '--files']],
    [SIGNALS[1], ['preflight', 'v33', 'my-api']],
    [SIGNALS[0], ['reproduce', 'my-api', '--write', 'first-call.env']],
    [SIGNALS[2], ['diagnose', 'my-api']],
    [SIGNALS[2], ['logs', 'my-api', '--follow', '-o', 'first-call.txt']],
    [SIGNALS[2], ['validate', 'my-api', '--json']],
  ])('%j %j: one word, the code, and nothing else', async ([signal, code], args) => {
    await using fake = await startFakeAws(everyCall(), {
      faults: [{operation: 'apprunner:ListServices', kind: 'never'}],
    });
    const result = await interrupt(args, signal, () => called(fake, 'apprunner:ListServices'), {env: fake.env});
    expectClean(result, code);
    expect(result.endedAfterMs).toBeLessThan(SOON_MS);
    if (!args.includes('--json')) {
      expect(result.stdout).toBe('');
      expect(result.stderr).toBe(`Error: ${WORDS[signal]}\n`);
    }
    expect((await readdir(folder)).filter((name) => name.includes('first-call'))).toEqual([]);
  });

  it('doctor says what it knows: the caller, not that there is none', async () => {
    await using fake = await startFakeAws(everyCall(), {
      faults: [{operation: 'apprunner:ListServices', kind: 'never'}],
    });
    const result = await interrupt(['doctor', 'my-api'], 'SIGTERM', () => called(fake, 'apprunner:ListServices'), {
      env: fake.env,
    });
    expectClean(result, 143);
    expect(result.stdout).toMatch(/^Could not look: .*interrupted/);
    expect(result.stdout).not.toMatch(/credentials +none/);
  });

  it('before there is any: the code, or the signal itself, which a shell shows as the same', async () => {
    const {code, signal, stdout, stderr} = await interrupt(['diagnose', 'my-api'], 'SIGINT', () => true, {});
    expect(code === 130 || signal === 'SIGINT').toBe(true);
    expect(stdout).toBe('');
    expectNoStack(stderr);
  });
});

describe('a signal in the middle', () => {
  it.each(SIGNALS)('%s: diagnose says what it knows, whole', async (signal, code) => {
    await using fake = await startFakeAws(everyCall(), {
      faults: [{operation: 'logs:FilterLogEvents', kind: 'never'}],
    });
    const result = await interrupt(
      ['diagnose', 'my-api', '--json'],
      signal,
      () => called(fake, 'logs:FilterLogEvents'),
      {env: fake.env},
    );
    expectClean(result, code);
    const report = JSON.parse(result.stdout);
    expect(report.outcome).not.toBe('healthy');
    expect(report.gaps.map(({why}: {why: string}) => why).join()).toContain('interrupted');
  });

  it('diagnose --all lists what it has seen, and what it has not', async () => {
    const dataset = everyCall();
    const [first] = dataset.services ?? [];
    if (first === undefined) throw new Error('no service');
    await using fake = await startFakeAws(
      {...dataset, services: [first, {...first, name: 'second', id: 'e'.repeat(32)}]},
      {faults: [{operation: 'apprunner:DescribeService', kind: 'never', after: 1}]},
    );
    const result = await interrupt(
      ['diagnose', '--all', '--json'],
      'SIGINT',
      () => called(fake, 'apprunner:DescribeService', 2),
      {env: fake.env},
    );
    expectClean(result, 130);
    const {services} = JSON.parse(result.stdout);
    expect(services).toHaveLength(2);
    expect(services.filter(({text}: {text: string}) => text === 'Interrupted.').length).toBeGreaterThan(0);
  });

  it('diagnose --watch answers with its last whole look', async () => {
    await using fake = await startFakeAws(underWay(), {
      faults: [{operation: 'apprunner:DescribeService', kind: 'never', after: 1}],
    });
    const result = await interrupt(
      ['diagnose', 'my-api', '--watch', '--json'],
      'SIGINT',
      () => called(fake, 'apprunner:DescribeService', 2),
      {env: fake.env},
    );
    expectClean(result, 130);
    expect(JSON.parse(result.stdout).deployment.status).toBe('IN_PROGRESS');
  });

  it.each(SIGNALS)('%s: logs --follow ends with whole lines, in a pipe and in a file', async (signal, code) => {
    await using fake = await startFakeAws(movedTo(everyCall(), Date.now()));
    const args = ['logs', 'my-api', '--follow', '--since', '60d', '--format', 'jsonl'];
    const pages = () => called(fake, 'logs:FilterLogEvents', 4);
    const piped = await interrupt(args, signal, pages, {env: fake.env});
    expectClean(piped, code);
    const lines = piped.stdout.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) JSON.parse(line);
    const before = fake.calls.length;
    const filed = await interrupt(
      [...args, '-o', 'followed.jsonl'],
      signal,
      () => fake.calls.slice(before).filter(({operation}) => operation === 'logs:FilterLogEvents').length >= 4,
      {env: fake.env},
    );
    expectClean(filed, code);
    expect(await readFile(join(folder, 'followed.jsonl'), 'utf8')).toBe(piped.stdout);
    expect((await stat(join(folder, 'followed.jsonl'))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each(SIGNALS)('%s: logs -o: no half of a file', async (signal, code) => {
    await using fake = await startFakeAws(movedTo(everyCall(), Date.now()), {
      logPaging: {events: 1},
      faults: [{operation: 'logs:FilterLogEvents', kind: 'never', after: 2}],
    });
    const result = await interrupt(
      ['logs', 'my-api', '--since', '60d', '-o', 'half.txt'],
      signal,
      () => called(fake, 'logs:FilterLogEvents', 3),
      {env: fake.env},
    );
    expectClean(result, code);
    expect((await readdir(folder)).filter((name) => name.includes('half'))).toEqual([]);
  });

  it.each(SIGNALS)('%s: compare-images while a thread unpacks says what needs no files', async (signal, code) => {
    const noise = (seed: number): Buffer => {
      const bytes = Buffer.alloc(2_000_000);
      for (let i = 0, state = seed; i < bytes.length; i++) {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        bytes[i] = state >>> 16;
      }
      return bytes;
    };
    const image = (seed: number): TestImage => ({
      layers: [{createdBy: 'COPY . .', items: [{path: 'app/data', content: noise(seed)}]}],
      config: {Cmd: ['x']},
    });
    const [a, b] = [image(1), image(2)];
    await using server = await startEcr({v24: a, v32: b});
    for (const each of [a, b]) {
      const {layers} = JSON.parse(buildImage(each).text) as {layers: {digest: string}[]};
      server.faults.set(layers[0]?.digest ?? '', [{kind: 'stall', after: 1_500_000}]);
    }
    const result = await interrupt(
      ['compare-images', 'v24', 'v32', '--repository', 'api', '--files', '--json'],
      signal,
      // Two configs, two layers, and what tells how large they unpack to.
      () => server.calls.filter((name) => name === 'blob').length >= 6,
      {
        env: {
          AWS_ENDPOINT_URL: server.url,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
          AWS_SECRET_ACCESS_KEY: 'fake',
        },
      },
    );
    expectClean(result, code);
    expect(result.endedAfterMs).toBeLessThan(SOON_MS);
    expect(result.stderr).toMatch(/^files and packages: interrupted after [\d.]+ \w+ of 4.0 MB .*no file was compared/);
    const comparison = JSON.parse(result.stdout);
    expect(comparison).toMatchObject({differs: true, a: {tag: 'v24'}, b: {tag: 'v32'}});
    expect(comparison.layers.map(({status}: {status: string}) => status)).toEqual(['changed']);
    expect(comparison).not.toHaveProperty('files');
    expect(comparison).not.toHaveProperty('packages');
    expect(comparison.problems.map(({what}: {what: string}) => what)).toContain('files and packages');
  });

  it('preflight --files', async () => {
    await using fake = await startFakeAws(beforeDeployment(), {
      faults: [{operation: 'layer:GET', kind: 'never', after: 2}],
    });
    const result = await interrupt(
      ['preflight', 'v33', 'my-api', '--files', '--json', '-o', 'preflight.json'],
      'SIGTERM',
      () => called(fake, 'layer:GET', 3),
      {env: fake.env},
    );
    expectClean(result, 143);
    expect((await readdir(folder)).filter((name) => name.includes('preflight'))).toEqual([]);
  });
});
