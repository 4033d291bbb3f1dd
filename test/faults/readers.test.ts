import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {parseBundle} from '../../src/evidence/bundle.js';
import {everyCall} from '../support/every-call.js';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {runCli} from '../support/run-cli.js';
import {expectMessages, expectNoStack} from './expectations.js';
import {FULL_DEVICE, SAMPLE, SIGNALS, startCli} from './processes.js';

const LINES = 20_000;
const LOGS = ['logs', 'my-api', '--since', '2026-01-01T00:00:00Z', '--format', 'jsonl'];

/** More lines than any pipe holds. */
function manyLines(): Dataset {
  const dataset = everyCall();
  const [service] = dataset.services ?? [];
  if (service === undefined) throw new Error('no service');
  const from = Date.parse('2026-01-23T16:21:00Z');
  const lines = Array.from(
    {length: LINES},
    (_, i) => [new Date(from + i).toISOString(), `line ${i} ${'x'.repeat(80)}`] as const,
  );
  return {...dataset, services: [{...service, logs: {instances: {['9'.repeat(32)]: lines}}}]};
}

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(manyLines());
  folder = await mkdtemp(join(tmpdir(), 'readers-'));
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});

const start = (args: readonly string[], into?: string) =>
  startCli(args, {env: aws.env, cwd: folder, ...(into !== undefined && {into})});

/** Resolves when the program has asked for all there is, so that only the reader holds it up. */
async function held(before: number): Promise<void> {
  const pages = () => aws.calls.slice(before).filter(({operation}) => operation === 'logs:FilterLogEvents');
  while (pages().length < 2 || pages().some(({endedAt}) => endedAt === undefined)) await sleep(20);
}

describe('a reader that pauses', () => {
  it('gets every line when it goes on', async () => {
    const before = aws.calls.length;
    const {child, ended, stderr} = start(LOGS);
    await held(before);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    expect(await ended).toEqual([0, null]);
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.filter((line) => JSON.parse(line).message.startsWith('line ')).length).toBe(LINES);
    expect(stderr()).not.toContain('Error');
  });

  it.each(SIGNALS)('%s: does not keep the program from ending', async (signal, code) => {
    const before = aws.calls.length;
    const {child, ended, stderr} = start(LOGS);
    await held(before);
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
    expect(stderr()).toMatch(/^Error: (Interrupted|Terminated|Hung up)\.\n$/);
    child.stdout?.destroy();
  });
});

describe('a reader that goes away', () => {
  it.each([
    ['logs', LOGS, 0],
    ['logs --follow', [...LOGS, '--follow'], 0],
    ['diagnose', ['diagnose', '--bundle', SAMPLE, '--format', 'html'], 1],
    ['env', ['env', 'my-api', '--json'], 0],
    ['collect', ['collect', 'my-api'], 0],
    ['help', ['diagnose', '--help'], 0],
    ['an error in JSON', ['diagnose', '--bundle', 'missing.json', '--json'], 2],
  ] as const)('%s: ends with its own code, and without a word of it', async (_, args, code) => {
    const {child, ended, stderr} = start(args);
    child.stdout?.destroy();
    expect(await ended).toEqual([code, null]);
    expectNoStack(stderr());
    expect(stderr()).not.toContain('EPIPE');
  });
});

describe.runIf(process.platform !== 'win32')('-o on a pipe that nobody reads', () => {
  it.each(SIGNALS)('%s ends it all the same', async (signal) => {
    const path = join(folder, `pipe-${signal}`);
    execFileSync('mkfifo', [path]);
    const {child, ended, stderr} = start(['diagnose', '--bundle', SAMPLE, '-o', path, '--debug']);
    // The remarks of --debug are written when flags and signals have been settled.
    while (stderr() === '') await sleep(20);
    child.kill(signal);
    expect((await ended)[1]).toBe(signal);
    expect(stderr()).toMatch(/Error: (Interrupted|Terminated|Hung up)\.\n$/);
  });
});

describe.runIf(existsSync(FULL_DEVICE))('a full disk', () => {
  const FULL = /^Error: Cannot write \/dev\/full: no space left/m;

  it.each([
    ['logs -o', [...LOGS, '-o', FULL_DEVICE], FULL],
    ['collect -o', ['collect', 'my-api', '-o', FULL_DEVICE], FULL],
    ['diagnose --save', ['diagnose', 'my-api', '--save', FULL_DEVICE], FULL],
    ['reproduce -o', ['reproduce', 'my-api', '-o', FULL_DEVICE], FULL],
    ['compare-images -o', ['compare-images', 'v24', 'v32', '--repository', 'my-api', '-o', FULL_DEVICE], FULL],
  ] as const)('%s: one message, exit 2', async (_, args, words) => {
    const {code, stderr} = await runCli(args, {env: aws.env, cwd: folder});
    expect(stderr).toMatch(words);
    expectNoStack(stderr);
    expect(code).toBe(2);
  });

  it('does not take the report with it: --save fails, the answer stands', async () => {
    const args = ['diagnose', 'my-api', '--json'];
    const [saving, plain] = [
      await runCli([...args, '--save', '/dev/full'], {env: aws.env, cwd: folder}),
      await runCli(args, {env: aws.env, cwd: folder}),
    ];
    expect([1, 4]).toContain(plain.code);
    expect(saving.code).toBe(2);
    expect(saving.stderr).toMatch(FULL);
    expect(saving.stderr).toContain('The evidence was not saved');
    const [a, b] = [JSON.parse(saving.stdout), JSON.parse(plain.stdout)];
    expect(a.outcome).toBe(b.outcome);
    expect(a.causes).toEqual(b.causes);
  });

  it('does not take the evidence with it: collect writes it to stdout instead', async () => {
    const {code, stdout, stderr} = await runCli(['collect', 'my-api', '-o', '/dev/full'], {env: aws.env, cwd: folder});
    expect(code).toBe(2);
    expect(stderr).toContain('stands on stdout instead');
    expect(stderr).not.toContain('Saved');
    expect(parseBundle(stdout, 'stdout').evidence.service.status).toBe('collected');
  });

  it('behind stdout of logs, which is written line by line: one message, exit 2', async () => {
    const {ended, stderr} = start(LOGS, FULL_DEVICE);
    expect(await ended).toEqual([2, null]);
    expect(stderr()).toMatch(/^Error: Cannot write the answer: no space left/m);
    expectNoStack(stderr());
  });
});

describe('a path that cannot be written', () => {
  it.each([
    ['a folder', ['diagnose', '--bundle', SAMPLE, '-o', 'folder'], /it is a directory/],
    ['no such folder', ['collect', 'my-api', '-o', 'nowhere/x.json'], /no such file or directory/],
    ['a file as folder', ['logs', 'my-api', '-o', `${SAMPLE}/x`], /not a directory/],
    ['a folder, --save', ['diagnose', 'my-api', '--save', 'folder'], /it is a directory/],
    ['no such folder, --save', ['diagnose', 'my-api', '--save', 'nowhere/x.json'], /no such file or directory/],
    ['the file of -o, --save', ['diagnose', 'my-api', '--save', 'x.json', '-o', './x.json'], /named twice/],
    ['the file of -o, --write', ['reproduce', 'my-api', '--write', 'x.env', '-o', 'x.env'], /named twice/],
    ['a folder, --write', ['reproduce', 'my-api', '--write', 'nowhere/x.env'], /no such file or directory/],
  ] as const)('%s: one message, exit 2, nothing asked of AWS, nothing left behind', async (_, args, words) => {
    mkdirSync(join(folder, 'folder'), {recursive: true});
    const before = aws.calls.length;
    const {code, stdout, stderr} = await runCli(args, {env: aws.env, cwd: folder});
    expectMessages(stderr, 1);
    expect(stderr).toMatch(words);
    expect({code, stdout, calls: aws.calls.length - before}).toEqual({code: 2, stdout: '', calls: 0});
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await readdir(join(folder, 'folder'))).toEqual([]);
  });
});
