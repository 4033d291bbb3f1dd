import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {AWS_OPERATIONS} from '../../src/aws/operations.js';
import Doctor from '../../src/commands/doctor.js';
import type {Doctor as Answer} from '../../src/views/doctor.js';
import {everyCall, everyCallHealthy} from '../support/every-call.js';
import {type Dataset, type FakeAwsOptions, startFakeAws} from '../support/fake-aws.js';
import {ACCOUNT, rolledBackIncident} from '../support/incident.js';
import {type CliResult, runCli} from '../support/run-cli.js';
import {runCommand} from '../support/run-command.js';

const SECRET_KEY = 'doctor-CANARY-secret-key-2f9c';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Runs the built program's doctor against a server of its own. */
async function doctor(
  dataset: Dataset,
  {args = ['my-api'], env, options}: {args?: string[]; env?: {[name: string]: string}; options?: FakeAwsOptions} = {},
): Promise<{result: CliResult; answer: Answer; called: string[]}> {
  await using aws = await startFakeAws(dataset, options);
  const given = Object.fromEntries(
    Object.entries({...aws.env, AWS_SECRET_ACCESS_KEY: SECRET_KEY, ...env}).filter(([, value]) => value !== ''),
  );
  const result = await runCli(['doctor', ...args, '--json'], {env: given, cwd: folder});
  expect(result.stdout + result.stderr).not.toContain(SECRET_KEY);
  return {
    result,
    answer: JSON.parse(result.stdout),
    called: aws.operations().filter((name) => !/^(layer|registry):/.test(name)),
  };
}

const row = ({operations}: Answer, id: string) => operations.find(({operation}) => operation === id);

describe('doctor, call by call', () => {
  it('has a row for every operation, allowed where a call was let through, unknown where none was made', async () => {
    const {result, answer, called} = await doctor(everyCallHealthy());
    expect(result.code).toBe(0);
    expect(answer.operations.map(({operation, action, neededTo}) => [operation, action, neededTo])).toEqual(
      AWS_OPERATIONS.map(({id, iamAction, why}) => [id, iamAction, why]),
    );
    const allowed = answer.operations.filter(({status, by}) => status === 'allowed' && by === 'call');
    expect(allowed.map(({operation}) => operation).sort()).toEqual(called);
    expect(allowed.length).toBeGreaterThan(15);
    expect(answer.operations.filter(({status}) => status === 'denied')).toEqual([]);
    for (const {status, by, why, onlyWith} of answer.operations.filter(({by: known}) => known !== 'call')) {
      expect({status, by}).toEqual({status: 'unknown', by: null});
      expect(why).toContain(onlyWith ?? 'not called');
    }
  });

  it.each(
    AWS_OPERATIONS.filter(({onlyWith}) => onlyWith === undefined).map(({id, essential}) => [id, essential] as const),
  )('says that %s is denied, and by which action it is allowed', async (id, essential) => {
    const helper = id === 'ecr:GetAuthorizationToken' ? ['ecr:GetDownloadUrlForLayer'] : [];
    await using aws = await startFakeAws({...everyCall(), denied: [id, ...helper]});
    const {code, stdout} = await runCommand(Doctor, ['my-api', '--json'], aws.env);
    const answer: Answer = JSON.parse(stdout);
    const action = AWS_OPERATIONS.find((entry) => entry.id === id)?.iamAction;
    expect(row(answer, id)).toMatchObject({status: 'denied', by: 'call', action});
    expect(row(answer, id)?.fix).toContain(String(action));
    expect(code).toBe(essential ? 3 : 1);
    // One refusal says nothing about the others.
    const others = answer.operations.filter(({operation}) => ![id, ...helper].includes(operation));
    expect(others.filter(({status}) => status === 'denied')).toEqual([]);
  });

  it('asks IAM about calls that had no occasion, and says so', async () => {
    const dataset = rolledBackIncident();
    const roles = {
      ...dataset.roles,
      OnCall: {createdAt: '2026-01-01T00:00:00Z', trust: [], allows: ['ssm:*', 'iam:*']},
    };
    const {answer, result} = await doctor({...dataset, roles});
    expect(row(answer, 'ssm:DescribeParameters')).toMatchObject({status: 'allowed', by: 'simulation', why: null});
    expect(row(answer, 'ssm:GetParameter')).toMatchObject({status: 'allowed', by: 'simulation'});
    // A policy that names resources looks like a refusal: that is no fact.
    expect(row(answer, 'ec2:DescribeSubnets')).toMatchObject({status: 'unknown', by: 'simulation'});
    expect(row(answer, 'apprunner:DescribeService')).toMatchObject({status: 'allowed', by: 'call'});
    expect(result.code).not.toBe(3);
  });

  it('leaves them unknown where IAM may not be asked', async () => {
    const dataset = rolledBackIncident();
    const roles = {...dataset.roles, OnCall: {createdAt: '2026-01-01T00:00:00Z', trust: []}};
    const {answer} = await doctor({...dataset, roles, denied: ['iam:*']});
    expect(row(answer, 'ssm:DescribeParameters')).toMatchObject({status: 'unknown', by: null});
  });

  it('says in text what to allow', async () => {
    await using aws = await startFakeAws({...rolledBackIncident(), denied: ['cloudtrail:LookupEvents']});
    const {stdout, stderr, code} = await runCli(['doctor', 'my-api'], {env: aws.env, cwd: folder});
    expect({stderr, code}).toEqual({stderr: '', code: 1});
    expect(stdout).toMatch(/^ {2}denied {2}cloudtrail:LookupEvents .*to see who changed the service/m);
    expect(stdout).toMatch(/^ {2}allowed apprunner:DescribeService /m);
    expect(stdout).toMatch(/^ {2}unknown ssm:GetParameter .*/m);
  });
});

describe('doctor, about this machine', () => {
  it.each([
    ['behind', 390_000, -390],
    ['ahead of', -390_000, 390],
  ] as const)('notices a clock that is %s AWS’s, and looks all the same', async (words, clockAheadMs, ahead) => {
    const {answer, result} = await doctor(everyCallHealthy(), {options: {clockAheadMs}});
    expect(result.code).toBe(0);
    expect(Math.abs((answer.clock?.aheadSeconds ?? 0) - ahead)).toBeLessThanOrEqual(20);
    await using aws = await startFakeAws(everyCallHealthy(), {clockAheadMs});
    const text = await runCli(['doctor', 'my-api'], {env: aws.env, cwd: folder});
    expect(text.stdout.replace(/\s+/g, ' ')).toMatch(
      new RegExp(`clock 6 min \\d+ s ${words} AWS's: .*timedatectl status`),
    );
  });

  it('says nothing of a clock that is right', async () => {
    const {answer} = await doctor(everyCallHealthy());
    expect(Math.abs(answer.clock?.aheadSeconds ?? 99)).toBeLessThanOrEqual(20);
  });

  it('names the provider of the credentials and their end', async () => {
    const end = new Date(Date.now() + 3_600_000).toISOString();
    const environment = await doctor(everyCallHealthy(), {
      env: {AWS_CREDENTIAL_EXPIRATION: end, AWS_SESSION_TOKEN: 'token'},
    });
    expect(environment.answer.credentials).toMatchObject({
      source: 'the environment (AWS_ACCESS_KEY_ID)',
      expiresAt: end,
    });
    expect(environment.answer.credentials?.expiresInSeconds).toBeGreaterThan(3000);

    const script = join(folder, 'credentials.sh');
    const found = {Version: 1, AccessKeyId: 'AKIAFAKEFAKEFAKEFAKE', SecretAccessKey: SECRET_KEY, Expiration: end};
    await writeFile(script, `#!/bin/sh\necho '${JSON.stringify(found)}'\n`);
    await chmod(script, 0o755);
    await writeFile(
      join(folder, 'config'),
      `[profile process]\ncredential_process = ${script}\nregion = us-east-1\n[profile role]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/Other\nsource_profile = process\n`,
    );
    const env = {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_REGION: '',
      AWS_PROFILE: 'process',
    };
    const profile = await doctor(everyCallHealthy(), {env});
    expect(profile.answer.credentials).toMatchObject({source: "a profile's credential_process", expiresAt: end});
    expect(profile.answer).toMatchObject({region: 'us-east-1', regionFrom: "AWS's configuration file"});
  });

  it('says where the region comes from', async () => {
    expect((await doctor(everyCallHealthy())).answer).toMatchObject({region: 'us-east-1', regionFrom: 'AWS_REGION'});
    const flag = await doctor(everyCallHealthy(), {args: ['my-api', '--region', 'us-east-1']});
    expect(flag.answer.regionFrom).toBe('--region');
  });
});

describe('doctor, where it cannot look', () => {
  const sso =
    '[profile sso]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = OnCall\n';
  const none = {AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: ''};

  it.each([
    ['no credentials', none, [], 'AWS_NO_CREDENTIALS', 'aws configure sso'],
    ['an unknown profile', none, ['--profile', 'nowhere'], 'AWS_PROFILE_UNKNOWN', 'aws configure list-profiles'],
    ['an SSO session that is over', none, ['--profile', 'sso'], 'AWS_SSO_EXPIRED', 'aws sso login --profile sso'],
    ['no region', {AWS_REGION: ''}, [], 'AWS_REGION_MISSING', '--region us-east-1'],
    ['another region', {}, ['--region', 'eu-west-1'], 'SERVICE_NOT_FOUND', 'another region: --region NAME'],
  ] as const)('%s: says so, and which command mends it', async (_, env, args, code, fix) => {
    await writeFile(join(folder, 'sso'), sso);
    const {result, answer} = await doctor(everyCallHealthy(), {
      args: ['my-api', ...args],
      env: {AWS_CONFIG_FILE: join(folder, 'sso'), ...env},
    });
    expect({code: result.code, stderr: result.stderr}).toEqual({code: 3, stderr: ''});
    expect(answer.error).toMatchObject({code});
    expect(answer.error?.suggestions.join('\n')).toContain(fix);
    expect(answer.operations).toHaveLength(AWS_OPERATIONS.length);
    expect(answer.operations.filter(({status}) => status === 'denied')).toEqual([]);
    if (code !== 'SERVICE_NOT_FOUND') {
      expect(answer.operations.filter(({status}) => status !== 'unknown')).toEqual([]);
      expect(answer.identity).toBeNull();
    } else {
      expect(row(answer, 'apprunner:ListServices')).toMatchObject({status: 'allowed'});
      expect(answer.identity).toContain('OnCall');
    }
  });

  it('says in text why, and nothing of a table that nobody filled', async () => {
    await using aws = await startFakeAws(everyCallHealthy(), {faults: [{operation: '*', kind: 'expired-token'}]});
    const {stdout, stderr, code} = await runCli(['doctor', 'my-api'], {env: aws.env, cwd: folder});
    expect({stderr, code}).toEqual({stderr: '', code: 3});
    expect(stdout).toMatch(/^Could not look: .*the session token has expired/);
    expect(stdout).toContain('asked as');
    expect(stdout).not.toContain('Call by call');
  });
});
