import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {printedCommand} from '../../src/app/printed-command.js';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

const TARGET = {service: 'my-api', region: 'eu-west-1'};

describe('a command of the tool’s own, to copy', () => {
  it.each([
    ['as little as it takes', {bundle: undefined, settings: {}}, 'nerava-diag validate my-api --region eu-west-1'],
    [
      'the profile of a flag or file',
      {bundle: undefined, settings: {profile: {value: "it's prod", origin: '--profile'}}},
      "nerava-diag validate my-api --region eu-west-1 --profile 'it'\\''s prod'",
    ],
    [
      'not the profile that the environment names',
      {bundle: undefined, settings: {profile: {value: 'prod', origin: 'AWS_PROFILE'}}},
      'nerava-diag validate my-api --region eu-west-1',
    ],
    [
      'the contract of the flag',
      {bundle: undefined, settings: {contract: {value: 'my contract.yaml', origin: '--contract'}}},
      "nerava-diag validate my-api --region eu-west-1 --contract 'my contract.yaml'",
    ],
    [
      'not the contract of the file',
      {bundle: undefined, settings: {contract: {value: 'c.yaml', origin: '/app/nerava-diag.config.yaml'}}},
      'nerava-diag validate my-api --region eu-west-1',
    ],
    [
      'the bundle, and nothing of AWS',
      {bundle: 'an incident.json', settings: {profile: {value: 'prod', origin: '--profile'}}},
      "nerava-diag validate --bundle 'an incident.json'",
    ],
  ])('%s', (_name, invocation, expected) => {
    expect(printedCommand('validate', TARGET, invocation)).toBe(expected);
  });
});

describe('commands under a profile', () => {
  let aws: FakeAws;
  let folder: string;
  beforeAll(async () => {
    const incident = rolledBackIncident();
    const services = incident.services?.map((service) => ({
      ...service,
      describe: {...service.describe, Status: 'OPERATION_IN_PROGRESS'},
    }));
    aws = await startFakeAws({...incident, services: services ?? []});
    folder = await mkdtemp(join(tmpdir(), 'profile-'));
    await writeFile(join(folder, 'credentials'), '[ops]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = fake\n');
  });
  afterAll(async () => {
    await aws.close();
    await rm(folder, {recursive: true, force: true});
  });
  const ask = async (...args: readonly string[]): Promise<string> => {
    const env = {...aws.env, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials')};
    return (await runCli([...args, '--profile', 'ops'], {env, cwd: folder})).stdout;
  };

  it('name it: env, preflight, and reproduce with what else was asked', async () => {
    expect((await ask('env', ARN, '--contract', 'nerava-backend')).replaceAll(/\s+/g, ' ')).toContain(
      'nerava-diag validate my-api --region us-east-1 --profile ops --contract nerava-backend',
    );
    expect(await ask('preflight', 'v32', ARN, '--json')).toContain(
      'nerava-diag diagnose my-api --region us-east-1 --profile ops --watch',
    );
    const reproduced = await ask('reproduce', ARN, '--engine', 'podman', '--good', 'v24');
    expect(reproduced).toContain(
      'nerava-diag reproduce my-api --region us-east-1 --profile ops --engine podman --good v24 --write my-api.env\n',
    );
    expect(reproduced).toContain('aws ecr get-login-password --region us-east-1 --profile ops | podman login');
  });
});
