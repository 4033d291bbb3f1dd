import {existsSync} from 'node:fs';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {everyCall} from '../support/every-call.js';
import {startFakeAws} from '../support/fake-aws.js';
import {runCli} from '../support/run-cli.js';
import {expectMessages, expectNoStack} from './expectations.js';
import {FULL_DEVICE, SAMPLE, SIGNALS, startCli} from './processes.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

describe('whole processes under faults', () => {
  it.each([
    ['apprunner:DescribeService', 'never', 3],
    ['apprunner:ListOperations', 'never', 4],
    ['cloudtrail:LookupEvents', 'never', 1],
    ['apprunner:ListServices', 'reset', 3],
    ['logs:FilterLogEvents', 'not-json', 1],
    ['apprunner:DescribeService', 'cut-body', 3],
  ] as const)('diagnose, %s %s: ends by itself, %d', async (operation, kind, code) => {
    await using fake = await startFakeAws(everyCall(), {faults: [{operation, kind}]});
    const result = await runCli(['diagnose', 'my-api', '--timeout', '6s'], {env: fake.env, cwd: folder});
    expect(result.signal).toBeNull();
    expectNoStack(result.stderr);
    // 4 and 1 both say that a failed deployment was seen; which of them depends on what else could be read.
    expect(code === 3 ? [3] : [1, 4]).toContain(result.code);
    expectMessages(result.stderr, code === 3 ? 1 : 0);
  });

  it.each(SIGNALS)('%s while a file is due: no file, no draft, what stood there stays', async (signal, code) => {
    await using fake = await startFakeAws(everyCall(), {
      faults: [{operation: 'apprunner:DescribeService', kind: 'never'}],
    });
    await writeFile(join(folder, 'kept.json'), 'before');
    const result = await runCli(['collect', 'my-api', '-o', 'kept.json'], {
      env: fake.env,
      cwd: folder,
      onStart(child) {
        const waiting = setInterval(() => {
          if (!fake.operations().includes('apprunner:DescribeService')) return;
          clearInterval(waiting);
          child.kill(signal);
        }, 20);
      },
    });
    expect(result.code).toBe(code);
    expect(await readFile(join(folder, 'kept.json'), 'utf8')).toBe('before');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe.runIf(existsSync(FULL_DEVICE))('a full disk', () => {
  it.each([
    ['stdout', ['diagnose', '--bundle', SAMPLE], 2, /^Error: Cannot write the answer: no space left/],
    ['stdout of JSON', ['diagnose', '--bundle', SAMPLE, '--json'], 2, /^Error: Cannot write the answer: no space left/],
    ['stdout of an error', ['diagnose', '--bundle', 'missing.json', '--json'], 2, /^Error: Cannot read/],
    ['--output', ['diagnose', '--bundle', SAMPLE, '-o', FULL_DEVICE], 2, /^Error: Cannot write \/dev\/full: no space/],
  ] as const)('behind %s is one message and exit 2, never that of a finding', async (_, args, code, words) => {
    const {ended, stderr} = startCli(args, {into: FULL_DEVICE, cwd: folder});
    expect(await ended).toEqual([code, null]);
    expect(stderr()).toMatch(words);
    expectNoStack(stderr());
  });
});
