import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Report} from '../../src/report/model.js';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, CANARY, FAILED, GOOD, REGISTRY, rolledBackIncident} from '../support/incident.js';
import {type CliResult, runCli} from '../support/run-cli.js';

let aws: FakeAws;
let folder: string;
let collected: CliResult;
beforeAll(async () => {
  aws = await startFakeAws(rolledBackIncident());
  folder = await mkdtemp(join(tmpdir(), 'runbook-'));
  collected = await live(['collect', ARN, '-o', 'incident.json']);
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});
const live = (args: readonly string[]) => runCli(args, {env: aws.env, cwd: folder});
const offline = (args: readonly string[]) => runCli(args, {cwd: folder});

describe('collect, then diagnose --bundle', () => {
  it('gives the same report, byte for byte, without any network', async () => {
    expect(collected).toMatchObject({code: 0, stdout: ''});
    expect(collected.stderr).toMatch(/^Saved incident\.json: /m);
    expect((await stat(join(folder, 'incident.json'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'incident.json'), 'utf8')).not.toContain(CANARY);

    const first = await offline(['diagnose', '--bundle', 'incident.json', '--json']);
    const again = await offline(['diagnose', '--bundle', 'incident.json', '--json']);
    expect(first.code).toBe(4);
    expect(JSON.parse(first.stdout)).toMatchObject({schemaVersion: 1, outcome: 'inconclusive'});
    expect(again.stdout).toBe(first.stdout);
    expect((await offline(['diagnose', '--bundle', 'incident.json', '--exit-zero'])).code).toBe(0);
  });

  it('never changes the exit code with the format', async () => {
    for (const format of ['text', 'json', 'markdown', 'html', 'github', 'junit']) {
      const {code, stdout, stderr} = await offline(['diagnose', '--bundle', 'incident.json', '--format', format]);
      expect({format, code, stderr}).toEqual({format, code: 4, stderr: ''});
      expect(stdout).not.toContain(CANARY);
    }
  });

  it('refuses a bundle about another service', async () => {
    const {code, stderr} = await offline(['diagnose', 'other-api', '--bundle', 'incident.json']);
    expect(code).toBe(2);
    expect(stderr).toContain('holds evidence about my-api, not about other-api');
  });

  it('serves env and validate as well', async () => {
    const env = await offline(['env', '--bundle', 'incident.json', '--json']);
    expect(JSON.parse(env.stdout)).toMatchObject({service: 'my-api', configuration: 'rolled-back-to'});
    const same = await offline(['env', '--bundle', 'incident.json', '--against', 'incident.json', '--json']);
    expect(JSON.parse(same.stdout).against).toMatchObject({added: [], removed: [], changed: [], unknown: []});
    expect((await offline(['validate', '--bundle', 'incident.json', '--json'])).code).toBe(4);
  });

  it('names the profile of flag and file in the commands to copy, not one that the environment names', async () => {
    const own = await mkdtemp(join(tmpdir(), 'profile-'));
    try {
      await writeFile(join(own, 'nerava-diag.config.yaml'), "profile: it's prod\n");
      const commands = async (
        args: readonly string[],
        env: {readonly [name: string]: string} = {},
      ): Promise<string[]> => {
        const bundle = join(folder, 'incident.json');
        const {stdout} = await runCli(['diagnose', '--bundle', bundle, '--json', ...args], {cwd: own, env});
        const {actions, causes} = JSON.parse(stdout) as Report;
        const steps = [...actions, ...causes.flatMap(({next}) => next)];
        return steps
          .flatMap(({command = '', undo = ''}) => [command, undo])
          .filter((text) => text.includes('--region '));
      };
      const named = await commands([]);
      expect(named.length).toBeGreaterThan(3);
      for (const command of named) {
        expect(command.match(/--profile/g)).toHaveLength(command.match(/--region/g)?.length ?? 0);
        expect(command).toContain(`--profile 'it'\\''s prod'`);
      }
      expect((await commands(['--profile', 'ops'])).join('\n')).toMatch(/--region us-east-1 --profile ops /);
      expect((await commands([], {AWS_PROFILE: 'prod'})).join('\n')).not.toContain('--profile');
    } finally {
      await rm(own, {recursive: true, force: true});
    }
  });

  it('saves what it saw', async () => {
    const {code} = await live(['diagnose', ARN, '--save', 'saved.json', '--json', '-o', 'report.json']);
    expect(code).toBe(4);
    const report = await readFile(join(folder, 'report.json'), 'utf8');
    const replayed = await offline(['diagnose', '--bundle', 'saved.json', '--json']);
    expect(replayed.stdout).toBe(report);
  });
});

describe('deployments', () => {
  it('say which image each attempted and how it ended', async () => {
    const {code, stdout} = await live(['deployments', ARN, '--json']);
    expect(code).toBe(0);
    const {operations} = JSON.parse(stdout);
    expect(operations).toMatchObject([
      {
        id: FAILED,
        type: 'UPDATE_SERVICE',
        outcome: 'rolled-back',
        image: `${REGISTRY}/my-api:v32`,
        durationSeconds: 352,
        firstError: expect.stringContaining('exit code: 1'),
      },
      {id: GOOD, outcome: 'succeeded', image: `${REGISTRY}/my-api:v24`, firstError: null},
    ]);
    expect((await live(['deployments', ARN])).stdout).toContain('my-api:v32');
  });
});

describe('doctor', () => {
  it('names the action that is missing', async () => {
    await using closed = await startFakeAws({...rolledBackIncident(), denied: ['apprunner:ListOperations']});
    const {code, stdout} = await runCli(['doctor', ARN, '--json'], {env: closed.env, cwd: folder});
    const {evidence, identity} = JSON.parse(stdout);
    const row = (id: string) => evidence.find((found: {evidence: string}) => found.evidence === id);
    expect(identity).toContain('OnCall');
    expect(row('service').status).toBe('ok');
    expect(row('operations')).toMatchObject({status: 'denied', action: 'apprunner:ListOperations'});
    expect(code).toBe(1);
  });

  it('prints the smallest policy and asks AWS nothing', async () => {
    const {code, stdout} = await offline(['doctor', '--policy']);
    const {Statement: statements} = JSON.parse(stdout);
    expect(statements).toHaveLength(1);
    expect(statements[0].Action).toContain('apprunner:DescribeService');
    expect(statements[0].Action).not.toContain('secretsmanager:GetSecretValue');
    expect(code).toBe(0);
  });
});

describe('explain and init', () => {
  it('explain a cause and know a slip', async () => {
    const page = await offline(['explain', 'startup-validation']);
    expect(page).toMatchObject({code: 0, stderr: ''});
    expect(page.stdout).toContain('# ');
    const slip = await offline(['explain', 'startup-validtion']);
    expect(slip.code).toBe(2);
    expect(slip.stderr).toContain('nerava-diag explain startup-validation');
  });

  it('write a configuration file that can be read, once', async () => {
    expect(await offline(['init'])).toMatchObject({code: 0, stdout: ''});
    expect((await offline(['init'])).code).toBe(2);
    expect((await offline(['env', '--bundle', 'incident.json'])).code).toBe(0);
  });
});
