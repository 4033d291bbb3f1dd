import {spawn} from 'node:child_process';
import {existsSync, openSync} from 'node:fs';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {everyCall} from '../support/every-call.js';
import {startFakeAws} from '../support/fake-aws.js';
import {runCli} from '../support/run-cli.js';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../fixtures/incidents/nerava-v24-v32/bundle.json', import.meta.url));
const hasFullDevice = existsSync('/dev/full');

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
    expect(result.stderr).not.toMatch(/\n\s+at /);
    // 4 and 1 both say that a failed deployment was seen; which of them depends on what else could be read.
    expect(code === 3 ? [3] : [1, 4]).toContain(result.code);
    expect(result.stderr.match(/^Error: /gm) ?? []).toHaveLength(code === 3 ? 1 : 0);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while a file is due: no file, no draft, what stood there stays', async (signal, code) => {
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

describe.runIf(hasFullDevice)('a full disk', () => {
  it.each([
    ['stdout', ['diagnose', '--bundle', SAMPLE], 2, /^Error: Cannot write the answer: no space left/],
    ['stdout of JSON', ['diagnose', '--bundle', SAMPLE, '--json'], 2, /^Error: Cannot write the answer: no space left/],
    ['stdout of an error', ['diagnose', '--bundle', 'missing.json', '--json'], 2, /^Error: Cannot read/],
    ['--output', ['diagnose', '--bundle', SAMPLE, '-o', '/dev/full'], 2, /^Error: Cannot write \/dev\/full: no space/],
  ] as const)('behind %s is one message and exit 2, never that of a finding', async (_, args, code, words) => {
    const result = await runInto('/dev/full', args);
    expect(result.stderr).toMatch(words);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(result.code).toBe(code);
  });
});

/** Runs the program with stdout led to a path. */
async function runInto(path: string, args: readonly string[]): Promise<{code: number | null; stderr: string}> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: {PATH: process.env['PATH']},
    stdio: ['ignore', openSync(path, 'w'), 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return {code, stderr};
}
