import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ACCOUNT, ARN} from '../support/incident.js';
import {beforeDeployment, COMPLETE, SECRET} from '../support/preflight-incident.js';
import {runCli} from '../support/run-cli.js';

interface Check {
  readonly id: string;
  readonly status: string;
  readonly severity: string;
  readonly message: string;
  readonly evidence: readonly string[];
  readonly fix: string | null;
}

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(beforeDeployment());
  folder = await mkdtemp(join(tmpdir(), 'preflight-'));
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});

async function run(args: readonly string[], at: FakeAws = aws) {
  const result = await runCli(['preflight', ...args], {env: at.env, cwd: folder});
  expect(result.stdout + result.stderr).not.toContain(SECRET);
  return result;
}

async function ask(args: readonly string[], at: FakeAws = aws) {
  const {code, stdout, stderr} = await run([...args, '--json'], at);
  expect(stderr).toBe('');
  const answer = JSON.parse(stdout);
  const check = (id: string): Check => answer.checks.find((found: Check) => found.id === id);
  const failed = (answer.checks as Check[]).filter(({status}) => status === 'fail').map(({id}) => id);
  return {code, answer, check, failed};
}

async function envFile(name: string, variables: {readonly [name: string]: string}): Promise<string> {
  const lines = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
  await writeFile(join(folder, name), `${lines.join('\n')}\n`);
  return name;
}

function without(name: string): {readonly [name: string]: string} {
  return Object.fromEntries(Object.entries(COMPLETE).filter(([key]) => key !== name));
}

/** The dataset with other members in the service's description. */
function described(change: object): Dataset {
  const dataset = beforeDeployment();
  const [service] = dataset.services ?? [];
  if (service === undefined) throw new Error('no service');
  return {...dataset, services: [{...service, describe: {...service.describe, ...change}}]};
}

describe('preflight', () => {
  it('lets a sound image pass', async () => {
    const {code, answer, failed, check} = await ask(['v33', ARN]);
    expect(failed).toEqual([]);
    expect(answer).toMatchObject({schemaVersion: 1, outcome: 'ready', service: 'my-api'});
    expect(code).toBe(0);
    expect(check('start-up').status).toBe('pass');
    expect(check('newer').status).toBe('pass');
    expect(check('access-role').status).toBe('pass');
  });

  it('stops an image for arm64', async () => {
    const {code, failed, check} = await ask(['v33-arm64', ARN]);
    expect({code, failed}).toEqual({code: 1, failed: ['architecture']});
    expect(check('architecture').message).toContain('linux/arm64');
    expect(check('architecture').fix).toContain('--platform linux/amd64');
  });

  it('stops a partial variable map', async () => {
    const {code, check, answer} = await ask(['v33', ARN, '--env-file', await envFile('part.env', {ENV: 'prod'})]);
    expect(code).toBe(1);
    expect(check('variables-kept')).toMatchObject({status: 'fail', severity: 'error'});
    expect(check('variables-kept').message).toContain('DATABASE_URL');
    expect(check('start-up').status).toBe('fail');
    expect(answer.outcome).toBe('blocked');
  });

  it('stops a map that lost one variable which no contract asks for, unless that is meant', async () => {
    await using wide = await startFakeAws(beforeDeployment({...COMPLETE, EXTRA: 'x'}));
    const map = await envFile('complete.env', COMPLETE);
    const lost = await ask(['v33', ARN, '--env-file', map], wide);
    expect({code: lost.code, failed: lost.failed}).toEqual({code: 1, failed: ['variables-kept']});
    expect(lost.check('variables-kept').fix).toContain('--unset EXTRA');
    const meant = await ask(['v33', ARN, '--env-file', map, '--unset', 'EXTRA'], wide);
    expect({code: meant.code, failed: meant.failed}).toEqual({code: 0, failed: []});
  });

  it('stops a missing REDIS_URL, in the service, in a file, by --unset; and lets --set mend it', async () => {
    await using lacking = await startFakeAws(beforeDeployment(without('REDIS_URL')));
    const service = await ask(['v33', ARN], lacking);
    expect(service.code).toBe(1);
    expect(service.check('start-up').message).toContain('redis-url');
    expect(service.check('start-up').fix).toContain('REDIS_URL');
    const file = await ask(['v33', ARN, '--env-file', await envFile('lack.env', without('REDIS_URL'))]);
    expect(file.code).toBe(1);
    expect(file.failed).toEqual(['start-up', 'variables-kept']);
    expect((await ask(['v33', ARN, '--unset', 'REDIS_URL'])).failed).toEqual(['start-up']);
    const mended = await ask(['v33', ARN, '--set', `REDIS_URL=redis://:${SECRET}@other.example.com:6379/0`], lacking);
    expect({code: mended.code, failed: mended.failed}).toEqual({code: 0, failed: []});
  });

  it('does not know whether a skeleton starts that nobody has filled in', async () => {
    const skeleton = {...COMPLETE, DATABASE_URL: '<57 characters>'};
    const {code, answer, check} = await ask(['v33', ARN, '--env-file', await envFile('skeleton.env', skeleton)]);
    expect(check('start-up').status).toBe('unknown');
    expect({code, outcome: answer.outcome}).toEqual({code: 4, outcome: 'inconclusive'});
    const gone = await ask(['v33', ARN, '--env-file', 'skeleton.env', '--unset', 'DATABASE_URL']);
    expect(gone.check('start-up').status).toBe('fail');
  });

  it('says when the tag is missing, old, or nothing new', async () => {
    const missing = await ask(['v99', ARN]);
    expect({code: missing.code, failed: missing.failed}).toEqual({code: 1, failed: ['image-exists']});
    expect((await ask(['v23', ARN])).failed).toEqual(['newer']);
    expect((await ask(['v24-again', ARN])).failed).toEqual(['differs']);
    const same = await ask(['v24', ARN]);
    expect(same.failed).toEqual(['differs']);
    expect(same.check('differs').message).toContain('not been pushed since');
    expect(same.code).toBe(0);
    expect((await ask(['v24', ARN, '--fail-on', 'warning'])).code).toBe(1);
    expect((await ask(['v99', ARN, '--exit-zero'])).code).toBe(0);
  });

  it('looks at port, command and size', async () => {
    expect((await ask(['v33-port', ARN])).failed).toEqual(['port']);
    const empty = await ask(['v33-empty', ARN]);
    expect(empty.failed).toEqual(['command']);
    const large = await ask(['v33-large', ARN]);
    expect(large.check('size')).toMatchObject({status: 'fail', severity: 'error'});
  });

  it('finds what the command names in the layers, with --files', async () => {
    const sound = await ask(['v33', ARN, '--files']);
    expect(sound.check('command-files')).toMatchObject({status: 'pass'});
    expect(sound.code).toBe(0);
    const script = await ask(['v33-script', ARN, '--files']);
    expect(script.failed).toEqual(['command-files']);
    expect(script.check('command-files').message).toContain('/app/start.sh');
    const gone = await ask(['v33-gone', ARN, '--files']);
    expect(gone.failed).toEqual(['command-files']);
    expect(gone.check('command-files').message).toContain('gunicorn');
    expect((await ask(['v33-gone', ARN])).check('command-files').status).toBe('not-run');
  });

  it('looks at roles, health check, and whether the service takes a deployment', async () => {
    const none = {...beforeDeployment(), roles: {}};
    await using roleless = await startFakeAws(none);
    expect((await ask(['v33', ARN], roleless)).failed).toEqual(['access-role', 'instance-role']);
    await using tcp = await startFakeAws(described({HealthCheckConfiguration: {Protocol: 'TCP'}}));
    expect((await ask(['v33', ARN], tcp)).failed).toEqual(['health-path']);
    await using busy = await startFakeAws(described({Status: 'OPERATION_IN_PROGRESS'}));
    expect((await ask(['v33', ARN], busy)).failed).toContain('service-ready');
  });

  it('looks at secrets: one that is missing stops it, one that decides leaves it open', async () => {
    const [service] = beforeDeployment().services ?? [];
    const source = service?.describe['SourceConfiguration'] as {ImageRepository: {ImageConfiguration: object}};
    const withSecret = (exists: boolean): Dataset => ({
      ...described({
        SourceConfiguration: {
          ...source,
          ImageRepository: {
            ...source.ImageRepository,
            ImageConfiguration: {
              RuntimeEnvironmentVariables: without('REDIS_URL'),
              RuntimeEnvironmentSecrets: {
                ...(exists ? {} : {TOO: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:my-api/too-AbCdEf`}),
                REDIS_URL: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:my-api/redis-AbCdEf`,
              },
              Port: '8000',
            },
          },
        },
      }),
      secrets: exists
        ? {'my-api/redis': {value: `redis://:${SECRET}@cache.example.com:6379/0`}}
        : {'my-api/too': {value: SECRET}},
    });
    await using missing = await startFakeAws(withSecret(false));
    expect((await ask(['v33', ARN], missing)).failed).toEqual(['secrets']);
    // A secret that would no longer be referenced keeps nothing from starting.
    const gone = await ask(['v33', ARN, '--set', `REDIS_URL=${COMPLETE['REDIS_URL']}`], missing);
    expect({code: gone.code, failed: gone.failed}).toEqual({code: 0, failed: []});
    expect(gone.check('secrets').message).toBe('1 of 1 exist');
    await using there = await startFakeAws(withSecret(true));
    const open = await ask(['v33', ARN], there);
    expect({code: open.code, failed: open.failed, outcome: open.answer.outcome}).toEqual({
      code: 4,
      failed: [],
      outcome: 'inconclusive',
    });
    expect((await ask(['v33', ARN, '--resolve-secrets'], there)).code).toBe(0);
  });

  it.each([
    ['off', {code: 4, architecture: 'unknown', role: 'not-run'}],
    ['info', {code: 4, architecture: 'unknown', role: 'not-run'}],
    ['warning', {code: 0, architecture: 'fail', role: 'fail'}],
    ['error', {code: 1, architecture: 'fail', role: 'fail'}],
  ])('grades a check as the configuration file grades its rule: %s', async (grade, expected) => {
    const file = join(folder, 'nerava-diag.config.yaml');
    await writeFile(file, `rules: {image-not-amd64: ${grade}, access-role-wrong: ${grade}}\n`);
    await using roleless = await startFakeAws({
      ...beforeDeployment(),
      roles: {
        pull: {createdAt: '2026-01-01T00:00:00Z', trust: ['ec2.amazonaws.com']},
        run: {createdAt: '2026-01-01T00:00:00Z', trust: ['tasks.apprunner.amazonaws.com']},
      },
    });
    const {code, check} = await ask(['v33-arm64', ARN], roleless);
    await rm(file);
    const [architecture, role] = [check('architecture'), check('access-role')];
    expect({code, architecture: architecture.status, role: role.status}).toEqual(expected);
    expect(architecture.message).toContain('arm64');
  });

  it('calls no role fit for what it was not tried for, and keeps a refusal that is known', async () => {
    const [service] = beforeDeployment().services ?? [];
    const source = service?.describe['SourceConfiguration'] as {ImageRepository: {ImageConfiguration: object}};
    const {ImageRepository} = source;
    const withSecret: Dataset = {
      ...described({
        SourceConfiguration: {
          ...source,
          ImageRepository: {
            ...ImageRepository,
            ImageConfiguration: {
              ...ImageRepository.ImageConfiguration,
              RuntimeEnvironmentSecrets: {
                EXTRA: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:my-api/extra-AbCdEf`,
              },
            },
          },
        },
      }),
      secrets: {'my-api/extra': {value: SECRET}},
      roles: {
        pull: {createdAt: '2026-01-01T00:00:00Z', trust: ['build.apprunner.amazonaws.com']},
        run: {createdAt: '2026-01-01T00:00:00Z', trust: ['tasks.apprunner.amazonaws.com'], allows: []},
      },
    };
    await using untried = await startFakeAws({...withSecret, denied: ['iam:SimulatePrincipalPolicy']});
    const open = await ask(['v33', ARN], untried);
    expect({code: open.code, failed: open.failed}).toEqual({code: 0, failed: []});
    for (const id of ['access-role', 'instance-role']) {
      expect(open.check(id)).toMatchObject({status: 'unknown', message: expect.stringContaining('was not tried')});
      expect(open.check(id).fix).toContain('iam:SimulatePrincipalPolicy');
    }
    await using unread = await startFakeAws({...withSecret, denied: ['iam:GetRole']});
    const refused = await ask(['v33', ARN], unread);
    expect({code: refused.code, failed: refused.failed}).toEqual({code: 1, failed: ['instance-role']});
    expect(refused.check('instance-role').message).toContain('secretsmanager:GetSecretValue');
    expect(refused.check('access-role').status).toBe('unknown');
  });

  it('advises nothing that it does not take, where the running image is not known', async () => {
    const dataset = described({Status: 'OPERATION_IN_PROGRESS'});
    const [service] = dataset.services ?? [];
    const started = {type: 'UPDATE_SERVICE', status: 'IN_PROGRESS', startedAt: '2026-02-13T08:55:00Z'};
    const operations = [{id: 'c'.repeat(32), ...started}, ...(service?.operations ?? [])];
    const logs = {events: [['2026-02-13T08:55:10Z', `[AppRunner] Starting.`]] as const};
    if (service === undefined) throw new Error('no service');
    await using busy = await startFakeAws({...dataset, services: [{...service, operations, logs}]});
    const {check, answer} = await ask(['running', ARN], busy);
    expect(check('image-exists')).toMatchObject({
      status: 'unknown',
      message: 'which image runs during the deployment is not known',
      evidence: [],
      fix: 'Name the image itself: a tag, repository:tag or @sha256:….',
    });
    expect(JSON.stringify(answer)).not.toMatch(/--good|--bad/);
  });

  it('does not take what it may not read for a fault', async () => {
    await using closed = await startFakeAws({...beforeDeployment(), denied: ['iam:*', 'ecr:*']});
    const {code, failed, check} = await ask(['v33', ARN], closed);
    expect({code, failed}).toEqual({code: 4, failed: []});
    expect(check('architecture').status).toBe('unknown');
    expect(check('access-role').status).toBe('unknown');
  });

  it('does not send for secrets where the image is what was not read', async () => {
    await using closed = await startFakeAws({...beforeDeployment(without('REDIS_URL')), denied: ['ecr:*']});
    const {check} = await ask(['v33', ARN, '--contract', 'nerava-backend'], closed);
    expect(check('start-up')).toMatchObject({
      status: 'unknown',
      fix: 'allow ecr:DescribeImages for the identity in use',
    });
  });

  it('gives one exit code in every format, and names the failed check in each', async () => {
    for (const format of ['text', 'json', 'github', 'junit']) {
      const {code, stdout, stderr} = await run(['v33-arm64', ARN, '--format', format]);
      expect({format, code, stderr}).toEqual({format, code: 1, stderr: ''});
      expect(stdout).toContain('arm64');
    }
    expect((await run(['v33-arm64', ARN, '--format', 'github'])).stdout).toMatch(
      /^::error title=preflight%3A It is built/m,
    );
    expect((await run(['v33-arm64', ARN, '--format', 'junit'])).stdout).toContain('<failure message="FAIL: ');
  });

  it.each([
    [['v33', ARN, '--no-service'], /contradict/],
    [['running', '--no-service'], /Without a service/],
    [['running', '--bundle', 'before.json', '--resolve-secrets'], /--bundle=/],
    [['v33', ARN, '--set', 'A=1', '--unset', 'A'], /both set and unset/],
    [['my-api:', ARN], /is no tag|tag/],
  ])('refuses %j, exit 2', async (args, words) => {
    const {code, stderr} = await run(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });
});

describe('preflight of a bundle', () => {
  it('judges offline, and refuses an image that the bundle does not hold', async () => {
    await runCli(['collect', ARN, '-o', 'before.json'], {env: aws.env, cwd: folder});
    const offline = async (image: string) =>
      runCli(['preflight', image, '--bundle', 'before.json', '--json'], {cwd: folder});
    const running = await offline('running');
    expect(JSON.parse(running.stdout).outcome).toBe('ready');
    expect((await offline('running')).stdout).toBe(running.stdout);
    const other = await offline('v33');
    expect(other.code).toBe(2);
    expect(JSON.parse(other.stdout).error.message).toContain('does not hold the image v33');
  });
});
