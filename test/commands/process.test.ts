import {spawn} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, CANARY, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(rolledBackIncident());
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});

const live = (args: readonly string[], env: {readonly [name: string]: string} = {}) =>
  runCli(args, {env: {...aws.env, ...env}, cwd: folder});

function expectError(result: {code: number | null; stdout: string; stderr: string}, code: number, words: RegExp) {
  expect(result.stderr).toMatch(words);
  expect(result.stderr).not.toMatch(/\n\s+at /);
  expect(result.stdout).toBe('');
  expect(result.code).toBe(code);
}

describe('the program', () => {
  it('says its version without loading anything', async () => {
    const {stdout, stderr, code} = await runCli(['--version']);
    expect(stdout).toMatch(/^nerava-diag\/\d+\.\d+\.\d+ \S+ node-v\d+\S* aws-sdk-js\/3\.\d+\.\d+\n$/);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it.each([[[]], [['--help']], [['-h']], [['help']]])('shows help for %j', async (args) => {
    const {stdout, code} = await runCli(args);
    expect(stdout).toContain('diagnose');
    expect(stdout).toContain('USAGE');
    expect(code).toBe(0);
  });

  it('shows a command’s help in either way', async () => {
    const [a, b] = await Promise.all([runCli(['diagnose', '--help']), runCli(['help', 'diagnose'])]);
    expect(a.stdout).toContain('--wait-logs');
    expect(b.stdout).toBe(a.stdout);
  });

  it('knows the command that was meant', async () => {
    expectError(await runCli(['diagnsoe']), 2, /Did you mean: nerava-diag diagnose\?/);
  });

  it.each([
    [['validate', '--nope'], /Nonexistent flag: --nope\n {2}Usage: nerava-diag validate \[SERVICE\]/],
    [['env', 'a', 'b'], /Unexpected argument: b/],
    [['env', '--format', 'html'], /one of: text, json/],
    [['env', '--timeout', '30'], /"30" is not a duration/],
    [['env', '--timeout', '0s'], /no time at all/],
    [['diagnose', '--bundle', 'missing.json'], /Cannot read .*missing\.json/],
    [['env', ARN, '--region', 'eu-west-1'], /contradicts the service's ARN/],
    [['validate', '--set', 'X'], /NAME=value/],
  ])('refuses %j in a few words, exit 2', async (args, words) => {
    const result = await runCli(args, {cwd: folder});
    expectError(result, 2, words);
    expect(result.stderr.length).toBeLessThan(600);
  });

  it('puts an error into a document where JSON was asked for', async () => {
    for (const args of [
      ['validate', '--nope', '--json'],
      ['validate', '--nope', '--format', 'json'],
      ['validate', '--nope', '--format=json'],
    ]) {
      const {stdout, stderr, code} = await runCli(args);
      expect(JSON.parse(stdout)).toEqual({
        error: {
          name: 'UsageError',
          message: 'Nonexistent flag: --nope',
          code: 'USAGE',
          suggestions: [expect.stringContaining('Usage: nerava-diag validate')],
          ref: null,
        },
      });
      expect(stderr).toBe('');
      expect(code).toBe(2);
    }
  });

  it('refuses two formats', async () => {
    const {stdout, code} = await runCli(['env', '--format', 'text', '--json']);
    expect(JSON.parse(stdout).error.message).toContain('contradict');
    expect(code).toBe(2);
  });

  it('shows the stack to those who debug', async () => {
    const {stderr, code} = await runCli(['diagnose', '--bundle', 'missing.json'], {env: {DEBUG: '*'}, cwd: folder});
    expect(stderr).toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });
});

describe('without a usable AWS', () => {
  it.each([
    ['no credentials', {AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: ''}, /no AWS credentials were found/],
    ['an unknown profile', {AWS_PROFILE: 'nobody', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: ''}, /profile nobody/],
    ['no region', {AWS_REGION: ''}, /no AWS region is configured/],
    ['nobody there', {AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1'}, /refuses the connection/],
  ])('%s: exit 3, one message', async (_, env, words) => {
    expectError(await live(['env', 'my-api'], env), 3, words);
  });

  it.each([
    ['an expired token', 'expired-token', /expired/],
    ['a denied essential call', 'denied', /DescribeService|not permitted|denied/i],
  ] as const)('%s: exit 3, one message', async (_, kind, words) => {
    await using broken = await startFakeAws(rolledBackIncident(), {faults: [{operation: 'apprunner:*', kind}]});
    const result = await runCli(['env', ARN], {env: broken.env, cwd: folder});
    expectError(result, 3, words);
    const json = await runCli(['env', ARN, '--json'], {env: broken.env, cwd: folder});
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout).error.suggestions).not.toEqual([]);
  });

  it('an unknown service: exit 3, with what there is', async () => {
    expectError(await live(['env', 'nope']), 3, /there is: my-api/);
  });

  it('a call that never answers: ends by --timeout', async () => {
    await using slow = await startFakeAws(rolledBackIncident(), {latencyMs: 20_000});
    const result = await runCli(['env', ARN, '--timeout', '1s'], {env: slow.env, cwd: folder});
    expect(result.code).toBe(3);
    expect(result.stderr).toMatch(/Error: .*(time given was over|No complete answer within 1s)/);
    expect(result.stderr).not.toMatch(/interrupted/i);
  });

  it('an unknown deployment: exit 3 from whichever command, with what there is', async () => {
    for (const command of ['diagnose', 'logs']) {
      expectError(await live([command, ARN, '--deployment', 'nope']), 3, /no deployment nope[\s\S]*UPDATE_SERVICE/);
    }
  });
});

describe('signals and pipes', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends with %d', async (signal, code) => {
    await using slow = await startFakeAws(rolledBackIncident(), {latencyMs: 20_000});
    const result = await runCli(['env', ARN], {
      env: slow.env,
      cwd: folder,
      onStart: (child) => {
        const waiting = setInterval(() => {
          if (slow.calls.length === 0) return;
          clearInterval(waiting);
          child.kill(signal);
        }, 20);
      },
    });
    expect(result.code).toBe(code);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  it('a reader that goes away is no error', async () => {
    const result = await runCli(['explain', '--json'], {
      onStart: (child) => {
        child.stdout?.destroy();
      },
    });
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
  });

  it('a slow reader loses nothing', async () => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('../../bin/run.js', import.meta.url)), 'env', ARN, '--json'],
      {
        env: {PATH: process.env['PATH'], ...aws.env},
        cwd: folder,
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    let text = '';
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.stdout.once('data', (first) => {
      text += first;
      child.stdout.pause();
      setTimeout(() => {
        child.stdout.on('data', (chunk) => {
          text += chunk;
        });
        child.stdout.resume();
      }, 300);
    });
    await ended;
    expect(JSON.parse(text).service).toBe('my-api');
  });
});

describe('settings', () => {
  it('come from the nearest file, and --debug says so', async () => {
    await writeFile(join(folder, 'nerava-diag.config.yaml'), 'service: my-api\n');
    const {stdout, stderr, code} = await live(['env', '--debug', '--json']);
    expect(JSON.parse(stdout).service).toBe('my-api');
    expect(stderr).toContain('service = my-api (from ');
    expect(stderr).toContain('region = us-east-1 (from AWS_REGION)');
    expect(code).toBe(0);
    const overridden = await live(['env', 'nope'], {NERAVA_DIAG_SERVICE: 'my-api'});
    expectError(overridden, 3, /called nope/);
    await rm(join(folder, 'nerava-diag.config.yaml'));
  });

  it('that are wrong end the run with line, column and key', async () => {
    await writeFile(join(folder, 'nerava-diag.config.json'), '{\n  "servcie": "my-api"\n}');
    expectError(await live(['env']), 2, /nerava-diag\.config\.json:2:3: "servcie"/);
    await rm(join(folder, 'nerava-diag.config.json'));
  });
});

describe('output', () => {
  it('goes whole into a private file', async () => {
    const {stdout, code} = await live(['env', ARN, '--json', '-o', 'env.json']);
    expect(stdout).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'env.json'), 'utf8')).service).toBe('my-api');
    expect((await stat(join(folder, 'env.json'))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('has no colour in a pipe, and has it where it is forced', async () => {
    expect((await live(['env', ARN])).stdout).not.toContain('\u001B');
    expect((await live(['env', ARN], {FORCE_COLOR: '1'})).stdout).toContain('\u001B[');
    expect((await live(['env', ARN, '--no-color'], {FORCE_COLOR: '1'})).stdout).not.toContain('\u001B');
  });

  it.each([
    [['env', ARN]],
    [['env', ARN, '--json']],
    [['env', ARN, '--export', 'env-file']],
    [['validate', ARN]],
    [['validate', ARN, '--json']],
    [['collect', ARN]],
    [['diagnose', ARN]],
    [['diagnose', ARN, '--json']],
  ])('of %j holds no secret', async (args) => {
    const {stdout, stderr} = await live(args, {DEBUG: '*'});
    expect(stdout.length).toBeGreaterThan(100);
    expect(`${stdout}${stderr}`).not.toContain(CANARY);
  });
});
