import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

const GOOD = {
  ENV: 'prod',
  JWT_SECRET: 'CANARY-jwt-0123456789abcdef',
  DATABASE_URL: 'postgresql://app:CANARY-password@db.example.com:5432/app',
  REDIS_URL: 'redis://cache.example.com:6379/0',
  TOKEN_ENCRYPTION_KEY: 'CANARYCANARYCANARYCANARYCANARYCANARYCANARYA=',
  ALLOWED_ORIGINS: 'https://app.example.com',
  PUBLIC_BASE_URL: 'https://api.example.com',
  FRONTEND_URL: 'https://app.example.com',
  TWILIO_ACCOUNT_SID: 'CANARY-sid',
  TWILIO_AUTH_TOKEN: 'CANARY-token',
  TWILIO_VERIFY_SERVICE_SID: 'CANARY-verify',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'validate-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

async function validate(values: {readonly [name: string]: string}, args: readonly string[] = []) {
  const file = join(folder, `${Object.keys(values).length}.env`);
  await writeFile(
    file,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const result = await runCli(['validate', '--env-file', file, '--json', ...args]);
  expect(result.stdout).not.toContain('CANARY');
  return {...result, json: JSON.parse(result.stdout)};
}

const without = (...names: readonly string[]) =>
  Object.fromEntries(Object.entries(GOOD).filter(([name]) => !names.includes(name)));

describe('validate -e, which Node leaves alone', () => {
  it('says itself that a file is missing', async () => {
    const {stdout, stderr, code} = await runCli(['validate', '-e', 'missing.env']);
    expect(stderr).toMatch(/^Error: Cannot read missing\.env/);
    expect({stdout, code}).toEqual({stdout: '', code: 2});
  });

  it.each(['', '# nothing yet\n\nINHERITED\n'])('takes %j for no environment without variables', async (text) => {
    const file = join(folder, 'empty.env');
    await writeFile(file, text);
    const {stdout, stderr, code} = await runCli(['validate', '-e', file]);
    expect(stderr).toContain('empty.env holds no variable.');
    expect({stdout, code}).toEqual({stdout: '', code: 2});
  });

  it('judges NODE_OPTIONS of the file, and is not run by them', async () => {
    const file = join(folder, 'options.env');
    await writeFile(file, 'ENV=dev\nNODE_OPTIONS=--no-such-option\n');
    const {stderr, code} = await runCli(['validate', '-e', file, '--json']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('validate --env-file', () => {
  it('passes a complete environment', async () => {
    const {json, code} = await validate(GOOD);
    expect(json).toMatchObject({
      schemaVersion: 1,
      outcome: 'starts',
      first: null,
      gates: {env: 'prod', local: false, production: true, skip: false, strict: true},
      findings: [],
    });
    expect(json.checks.map((check: {status: string}) => check.status)).toEqual(Array(10).fill('pass'));
    expect(code).toBe(0);
  });

  it('reports every failing check, and where the backend stops', async () => {
    const {json, code} = await validate(without('REDIS_URL', 'TOKEN_ENCRYPTION_KEY'));
    expect(json).toMatchObject({outcome: 'exits', first: 'redis-url'});
    const failing = json.checks.filter((check: {status: string}) => check.status === 'fail');
    expect(failing.map((check: {id: string}) => check.id)).toEqual(['redis-url', 'token-encryption-key', 'settings']);
    expect(failing[0]).toMatchObject({variables: ['REDIS_URL'], message: expect.any(String)});
    expect(code).toBe(1);
  });

  it('asks what if', async () => {
    const broken = without('REDIS_URL');
    expect((await validate(broken, ['--set', `REDIS_URL=${GOOD.REDIS_URL}`])).json.outcome).toBe('starts');
    expect((await validate(GOOD, ['--unset', 'REDIS_URL'])).json.first).toBe('redis-url');
    const changed = await validate(broken, ['--set', 'SKIP_STARTUP_VALIDATION=true']);
    expect(changed.json.source).toMatch(/with SKIP_STARTUP_VALIDATION set$/);
    expect(changed.code).toBe(0);
  });

  it('does not know what a secret decides: exit 4', async () => {
    const {json, code} = await validate(without('REDIS_URL'), ['--secret', 'REDIS_URL']);
    expect(json.outcome).toBe('unknown');
    expect(json.checks.find((check: {id: string}) => check.id === 'redis-url').status).toBe('unknown');
    expect(code).toBe(4);
    expect((await validate(without('REDIS_URL'), ['--secret', 'REDIS_URL', '--exit-zero'])).code).toBe(0);
  });

  it('knows nothing of values that a skeleton leaves to be filled in', async () => {
    const skeleton = {
      ...GOOD,
      JWT_SECRET: '<64 characters>',
      DATABASE_URL: '<57 characters>',
      PUBLIC_BASE_URL: '<secret>',
    };
    const {json, code} = await validate(skeleton);
    expect({outcome: json.outcome, code}).toEqual({outcome: 'unknown', code: 4});
    expect(json.findings.map(({rule, severity, text}: Record<string, string>) => ({rule, severity, text}))).toEqual(
      ['JWT_SECRET', 'DATABASE_URL', 'PUBLIC_BASE_URL'].map((name) => ({
        rule: 'suspicious-value',
        severity: 'warning',
        text: `${name} looks like a placeholder`,
      })),
    );
    const set = await validate(GOOD, ['--set', 'JWT_SECRET=<64 characters>']);
    expect({outcome: set.json.outcome, code: set.code}).toEqual({outcome: 'unknown', code: 4});
    expect((await validate({...skeleton, SKIP_STARTUP_VALIDATION: 'true'})).json.outcome).toBe('starts');
  });

  it('runs the rules that look at variables alone, graded as configured', async () => {
    const {json, code} = await validate({...GOOD, LOG_LEVEL: 'changeme'});
    expect(json).toMatchObject({outcome: 'starts', findings: [{rule: 'suspicious-value', severity: 'warning'}]});
    expect(code).toBe(0);
    expect((await validate({...GOOD, LOG_LEVEL: 'changeme'}, ['--fail-on', 'warning'])).code).toBe(1);
    const config = join(folder, 'nerava-diag.config.json');
    const settings = (grade: string) => writeFile(config, JSON.stringify({rules: {'suspicious-value': grade}}));
    const file = join(folder, 'graded.env');
    await writeFile(file, 'ENV=dev\nLOG_LEVEL=changeme\n');
    await settings('error');
    expect((await runCli(['validate', '-e', file], {cwd: folder})).code).toBe(1);
    await settings('off');
    expect((await runCli(['validate', '-e', file], {cwd: folder})).stdout).not.toContain('suspicious-value');
    await rm(config);
  });

  it('takes --secret with an env file only', async () => {
    const {stderr, code} = await runCli(['validate', ARN, '--secret', 'REDIS_URL']);
    expect(stderr).toMatch(/--secret: --env-file/);
    expect(code).toBe(2);
  });

  it('names the checks that may stop it where a secret decides which one does', async () => {
    await writeFile(join(folder, 'either.env'), 'A=1\n');
    await writeFile(
      join(folder, 'either.yaml'),
      `name: either
title: One of two
settings: {mode: {variables: [MODE]}}
checks:
  - {id: one, title: One, fails: [{if: {setting: mode, equals: x}, message: MODE is x, fix: Change it.}], passes: ok}
  - {id: two, title: Two, fails: [{if: {not: {setting: mode, equals: x}}, message: MODE is not x, fix: Change it.}], passes: ok}
`,
    );
    const {stdout, code} = await runCli(
      ['validate', '-e', 'either.env', '--secret', 'MODE', '--contract', 'either.yaml'],
      {
        cwd: folder,
      },
    );
    expect(stdout).toContain('EXITS at start: the application stops at one of one, two;');
    expect(stdout).not.toMatch(/null|or before/);
    expect(code).toBe(1);
  });

  it('tells a crash at import and a degraded start', async () => {
    const crash = await validate({...GOOD, TWILIO_TIMEOUT_SECONDS: 'soon'});
    expect(crash).toMatchObject({json: {outcome: 'crashes-on-import'}, code: 1});
    const degraded = {...without('REDIS_URL'), STRICT_STARTUP_VALIDATION: 'false'};
    expect(await validate(degraded)).toMatchObject({json: {outcome: 'starts-degraded'}, code: 0});
    expect((await validate(degraded, ['--fail-on', 'warning'])).code).toBe(1);
  });

  it('says the same as text', async () => {
    const file = join(folder, 'text.env');
    await writeFile(file, 'ENV=prod\n');
    const {stdout, code} = await runCli(['validate', '--env-file', file]);
    expect(stdout).toContain('EXITS at start: the application stops at jwt-secret');
    expect(stdout).toContain('stops here');
    expect(code).toBe(1);
  });
});

/** The incident's service, with the backend's own start command. */
function backend() {
  const incident = rolledBackIncident();
  const [service] = incident.services!;
  const describe = structuredClone(service!.describe) as {
    SourceConfiguration: {ImageRepository: {ImageConfiguration: {[key: string]: unknown}}};
  };
  const image = describe.SourceConfiguration.ImageRepository.ImageConfiguration;
  image['StartCommand'] = 'python -m uvicorn app.main_simple:app --host 0.0.0.0 --port 8000';
  image['RuntimeEnvironmentVariables'] = without('REDIS_URL');
  image['RuntimeEnvironmentSecrets'] = {};
  return {
    ...incident,
    services: [{...service!, describe: describe as unknown as NonNullable<typeof service>['describe']}],
  };
}

describe('a configuration file that grades a rule which there is not', () => {
  it('is refused by its place', async () => {
    const cwd = await mkdtemp(join(folder, 'graded-'));
    await writeFile(join(cwd, 'nerava-diag.config.yaml'), 'rules:\n  image-large: off\n  image-larg: error\n');
    await writeFile(join(cwd, 'some.env'), 'ENV=dev\n');
    const {stdout, stderr, code} = await runCli(['validate', '-e', 'some.env'], {cwd});
    expect(stderr).toContain('nerava-diag.config.yaml:3:3: "rules.image-larg" is no known rule.');
    expect({stdout, code}).toEqual({stdout: '', code: 2});
  });
});

describe('the live service', () => {
  it('is judged by its own configuration', async () => {
    await using aws = await startFakeAws(backend());
    const {stdout, code} = await runCli(['validate', ARN, '--json'], {env: aws.env});
    expect(JSON.parse(stdout)).toMatchObject({
      service: 'my-api',
      configuration: 'rolled-back-to',
      outcome: 'exits',
      first: 'redis-url',
      contract: {appliesBecause: expect.any(String), programKnown: true},
    });
    expect(stdout).not.toContain('CANARY');
    expect(code).toBe(1);
    const repaired = await runCli(['validate', ARN, '--set', `REDIS_URL=${GOOD.REDIS_URL}`, '--json'], {env: aws.env});
    expect(JSON.parse(repaired.stdout).outcome).toBe('starts');
    expect(repaired.code).toBe(0);
  });

  it('shows in env what each variable means to the contract, in one round trip', async () => {
    await using aws = await startFakeAws(backend());
    const {stdout, code} = await runCli(['env', ARN, '--json'], {env: aws.env});
    const environment = JSON.parse(stdout);
    expect(environment).toMatchObject({
      service: 'my-api',
      configuration: 'rolled-back-to',
      missing: [{name: 'REDIS_URL', checks: [{id: 'redis-url', status: 'fail'}]}],
      prediction: {outcome: 'exits', first: 'redis-url'},
    });
    const jwt = environment.variables.find((variable: {name: string}) => variable.name === 'JWT_SECRET');
    expect(jwt).toEqual({
      name: 'JWT_SECRET',
      source: 'plain',
      length: GOOD.JWT_SECRET.length,
      fingerprint: expect.stringMatching(/^[0-9a-f]{10}$/),
      checks: expect.arrayContaining([{id: 'jwt-secret', status: 'pass'}]),
    });
    expect(code).toBe(0);
    expect(aws.operations()).toEqual(['apprunner:DescribeService', 'apprunner:ListOperations']);
  });

  it('is judged as it would be, by the rules too', async () => {
    const wanting = backend();
    const image = wanting.services[0]!.describe['SourceConfiguration'] as {
      ImageRepository: {ImageConfiguration: {[key: string]: unknown}};
    };
    image.ImageRepository.ImageConfiguration['RuntimeEnvironmentVariables'] = {
      ...GOOD,
      DATABASE_URL: 'postgresql://app:CANARY-password@10.0.3.4:5432/app',
    };
    image.ImageRepository.ImageConfiguration['RuntimeEnvironmentSecrets'] = {
      OTHER: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:nowhere-AbCdEf',
    };
    await using aws = await startFakeAws(wanting);
    const rules = async (...args: readonly string[]) => {
      const {stdout} = await runCli(['validate', ARN, '--json', ...args], {env: aws.env});
      expect(stdout).not.toContain('CANARY');
      return (JSON.parse(stdout).findings as {rule: string}[]).map(({rule}) => rule);
    };
    expect(await rules()).toEqual(expect.arrayContaining(['secret-not-found', 'private-database-default-egress']));
    expect(await rules('--unset', 'OTHER')).not.toContain('secret-not-found');
    expect(await rules('--set', `DATABASE_URL=${GOOD.DATABASE_URL}`)).not.toContain('private-database-default-egress');
  });

  it('is not judged by a contract of another program', async () => {
    await using aws = await startFakeAws(rolledBackIncident());
    const {stdout, code} = await runCli(['validate', ARN, '--json'], {env: aws.env});
    expect(JSON.parse(stdout)).toMatchObject({outcome: 'unknown', checks: [], contract: {appliesBecause: null}});
    expect(code).toBe(4);
    const forced = await runCli(['validate', ARN, '--json', '--contract', 'nerava-backend'], {env: aws.env});
    expect(JSON.parse(forced.stdout).outcome).not.toBe('unknown');
  });

  it('is compared by names and fingerprints', async () => {
    await using aws = await startFakeAws(backend());
    const file = join(folder, 'before.env');
    const before = {...GOOD, JWT_SECRET: 'CANARY-jwt-another-0123456'};
    await writeFile(
      file,
      Object.entries(before)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const {stdout, code} = await runCli(['env', ARN, '--against', file, '--json'], {env: aws.env});
    expect(JSON.parse(stdout).against).toMatchObject({
      kind: 'env-file',
      added: [],
      removed: ['REDIS_URL'],
      changed: ['JWT_SECRET'],
      unknown: [],
    });
    expect(stdout).not.toContain('CANARY');
    expect(code).toBe(0);
  });

  it('gives its values to a private file only', async () => {
    await using aws = await startFakeAws(backend());
    const refused = await runCli(['env', ARN, '--export', 'env-file', '--reveal-all'], {env: aws.env});
    expect(refused).toMatchObject({code: 2, stdout: ''});
    const piped = await runCli(['env', ARN, '--export', 'env-file', '--reveal-all', '-o', '/dev/stdout'], {
      env: aws.env,
    });
    expect(piped).toMatchObject({code: 2, stdout: ''});
    const shown = await runCli(['env', ARN, '--reveal', 'JWT_SECRET'], {env: aws.env});
    expect(shown).toMatchObject({code: 2, stdout: ''});
    const names = await runCli(['env', ARN, '--export', 'env-file'], {env: aws.env});
    expect(names.stdout).toContain('JWT_SECRET=<27 characters>');
    const file = join(folder, 'all.env');
    await runCli(['env', ARN, '--export', 'env-file', '--reveal-all', '-o', file], {env: aws.env});
    const again = await runCli(['env', ARN, '--against', file, '--json'], {env: aws.env});
    expect(JSON.parse(again.stdout).against).toMatchObject({added: [], removed: [], changed: [], unknown: []});
  });
});
