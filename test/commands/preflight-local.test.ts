import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {sha256, type TestImage, writeOciLayout} from '../image/support/images.js';
import {type Item, writeTar} from '../image/support/tar-writer.js';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN} from '../support/incident.js';
import {beforeDeployment, COMPLETE, SECRET} from '../support/preflight-incident.js';
import {runCli} from '../support/run-cli.js';
import {parseXml, type XmlElement} from '../support/xml.js';

const CMD = ['python', '-m', 'uvicorn', 'app.main_simple:app', '--host', '0.0.0.0', '--port', '8000'];
const CONFIG = {Cmd: CMD, WorkingDir: '/app', Env: ['PATH=/usr/local/bin:/usr/bin'], ExposedPorts: {'8000/tcp': {}}};
const FILES: readonly Item[] = [
  {path: 'usr/local/bin/python', content: 'elf', mode: 0o755},
  {path: 'app/app/__init__.py'},
  {path: 'app/app/main_simple.py', content: 'import os\n'},
  {path: 'app/start.sh', content: '#!/bin/sh\nexec "$@"\n', mode: 0o644},
];

function image(config: object = {}, more: Partial<TestImage> = {}, items = FILES): TestImage {
  return {layers: [{createdBy: 'COPY . .', items}], config: {...CONFIG, ...config}, ...more};
}

const IMAGES: {readonly [tag: string]: TestImage} = {
  sound: image(),
  arm64: image({}, {architecture: 'arm64'}),
  exposes: image({ExposedPorts: {'9000/tcp': {}}, Cmd: ['python', '-m', 'app']}),
  gone: image({}, {}, FILES.slice(1)),
  'not-executable': image({Entrypoint: ['/app/start.sh']}),
  idle: image({Cmd: []}),
  telling: image({Env: ['GREETING=hello-from-ENV-4d21'], Cmd: [...CMD, '--say', 'hello-from-ENV-4d21']}),
};

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(beforeDeployment());
  folder = await mkdtemp(join(tmpdir(), 'preflight-local-'));
  await writeOciLayout(join(folder, 'layout'), IMAGES);
  await writeFile(join(folder, 'image.tar'), dockerSave());
  await envFile('whole.env', COMPLETE);
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});

/** What `docker save` writes. */
function dockerSave(): Buffer {
  const layer = writeTar(FILES);
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: CONFIG,
    rootfs: {type: 'layers', diff_ids: [sha256(layer)]},
    history: [{created_by: 'COPY . .'}],
  });
  const name = `${sha256(config).slice(7)}.json`;
  return writeTar([
    {path: name, content: config},
    {path: 'one/layer.tar', content: layer},
    {
      path: 'manifest.json',
      content: JSON.stringify([{Config: name, RepoTags: ['my-api:v33'], Layers: ['one/layer.tar']}]),
    },
  ]);
}

async function envFile(name: string, variables: {readonly [name: string]: string}): Promise<void> {
  const lines = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
  await writeFile(join(folder, name), `${lines.join('\n')}\n`);
}

/** As a pipeline runs it: no AWS at all, unless an environment is given. */
async function run(args: readonly string[], env: {readonly [name: string]: string} = {}) {
  const result = await runCli(['preflight', ...args], {cwd: folder, env});
  expect(result.stdout + result.stderr).not.toContain(SECRET);
  return result;
}

async function ask(args: readonly string[], env?: {readonly [name: string]: string}) {
  const {code, stdout, stderr} = await run([...args, '--json'], env);
  expect(stderr).toBe('');
  const {outcome, checks} = JSON.parse(stdout) as {
    outcome: string;
    checks: {id: string; status: string; message: string; fix: string | null}[];
  };
  return {
    code,
    outcome,
    failed: checks.filter(({status}) => status === 'fail').map(({id}) => id),
    check: (id: string) => checks.find((found) => found.id === id),
  };
}

const ALONE = ['--no-service', '--env-file', 'whole.env', '--files'];

describe('preflight of an image on disk, without a service', () => {
  it.each(['oci:layout:sound', 'docker-archive:image.tar', 'docker-archive:image.tar:my-api:v33'])(
    'lets %s pass, and asks nobody',
    async (reference) => {
      const {code, failed, outcome, check} = await ask([reference, ...ALONE]);
      expect({code, failed, outcome}).toEqual({code: 0, failed: [], outcome: 'ready'});
      expect(check('start-up')?.status).toBe('pass');
      expect(check('command-files')?.status).toBe('pass');
      expect(check('architecture')?.message).toBe('linux/amd64');
      for (const id of [
        'newer',
        'differs',
        'access-role',
        'instance-role',
        'secrets',
        'health-path',
        'service-ready',
      ]) {
        expect({id, status: check(id)?.status}).toEqual({id, status: 'not-run'});
      }
    },
  );

  it.each([
    ['arm64', 'architecture', /linux\/arm64/],
    ['gone', 'command-files', /python/],
    ['not-executable', 'command-files', /\/app\/start\.sh/],
    ['idle', 'command', /neither ENTRYPOINT nor CMD/],
  ] as const)('stops %s', async (tag, id, words) => {
    const {code, failed, outcome, check} = await ask([`oci:layout:${tag}`, ...ALONE]);
    expect({code, failed, outcome}).toEqual({code: 1, failed: [id], outcome: 'blocked'});
    expect(check(id)?.message).toMatch(words);
    expect(check(id)?.fix).toBeTruthy();
  });

  it('masks a value of its ENV that stands in its command too', async () => {
    const {check} = await ask(['oci:layout:telling', ...ALONE]);
    expect(check('command')?.message).toMatch(/--say \[masked GREETING\]$/);
  });

  it('stops a missing REDIS_URL, and an env file that is hardly one', async () => {
    const {REDIS_URL: _, ...lacking} = COMPLETE;
    await envFile('lacking.env', lacking);
    const lack = await ask(['oci:layout:sound', '--no-service', '--env-file', 'lacking.env']);
    expect({code: lack.code, failed: lack.failed}).toEqual({code: 1, failed: ['start-up']});
    expect(lack.check('start-up')?.message).toContain('redis-url');
    await envFile('part.env', {ENV: 'prod'});
    expect((await ask(['oci:layout:sound', '--no-service', '--env-file', 'part.env'])).failed).toEqual(['start-up']);
    const mended = await ask([
      'oci:layout:sound',
      '--no-service',
      '--env-file',
      'lacking.env',
      '--set',
      `REDIS_URL=${COMPLETE['REDIS_URL']}`,
    ]);
    expect(mended.code).toBe(0);
  });

  it.each([
    [['oci:nowhere:sound', '--no-service'], 3, /nowhere/],
    [['oci:layout:v99', '--no-service'], 3, /v99/],
    [['oci:layout', '--no-service'], 3, /sound/],
    [['docker-archive:whole.env', '--no-service'], 3, /whole\.env/],
  ] as const)('says of %j what is wrong', async (args, code, words) => {
    const result = await run(args);
    expect(result.stderr).toMatch(words);
    expect({code: result.code, stdout: result.stdout}).toEqual({code, stdout: ''});
  });
});

describe('preflight of an image on disk, for a service', () => {
  it('judges it under the service’s own variables and port', async () => {
    const sound = await ask(['oci:layout:sound', ARN, '--files'], aws.env);
    expect({code: sound.code, failed: sound.failed}).toEqual({code: 0, failed: []});
    expect(sound.check('start-up')?.status).toBe('pass');
    expect(sound.check('differs')?.status).toBe('pass');
    expect(sound.check('access-role')?.status).toBe('pass');
    expect((await ask(['oci:layout:arm64', ARN], aws.env)).failed).toEqual(['architecture']);
  });

  it.each([
    ['oci:nowhere', /nowhere is no OCI image layout/],
    ['docker-archive:nowhere.tar', /nowhere\.tar cannot be read/],
  ])('says what is wrong with %s while the service is still read', async (reference, words) => {
    await using slow = await startFakeAws(beforeDeployment(), {latencyMs: 100});
    const {code, stdout, stderr} = await run([reference, ARN], slow.env);
    expect({code, stdout}).toEqual({code: 3, stdout: ''});
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('looks where the caller looks, not where the application’s own variables point', async () => {
    await envFile('app.env', {...COMPLETE, AWS_REGION: 'eu-west-1', AWS_PROFILE: 'application', DEBUG: '*'});
    await writeFile(join(folder, 'config'), '[default]\nregion = us-east-1\n');
    const {AWS_REGION: _, ...env} = aws.env;
    const {code, failed} = await ask(['v33', 'my-api', '--env-file', 'app.env'], {
      ...env,
      AWS_CONFIG_FILE: join(folder, 'config'),
    });
    expect({code, failed}).toEqual({code: 0, failed: []});
  });

  it('holds EXPOSE against the service’s port', async () => {
    const {code, failed, check} = await ask(['oci:layout:exposes', ARN], aws.env);
    expect(failed).toEqual(['port']);
    expect(check('port')?.message).toMatch(/9000/);
    expect(code).toBe(0);
    expect((await run(['oci:layout:exposes', ARN, '--fail-on', 'warning'], aws.env)).code).toBe(1);
  });

  it('notices a role that trusts somebody else, and one that may not pull', async () => {
    const dataset = beforeDeployment();
    const createdAt = '2026-01-01T00:00:00Z';
    await using wrong = await startFakeAws({
      ...dataset,
      roles: {
        pull: {createdAt, trust: ['ec2.amazonaws.com']},
        run: {createdAt, trust: ['ecs-tasks.amazonaws.com']},
      },
    });
    const {code, failed, check} = await ask(['v33', ARN], wrong.env);
    expect({code, failed}).toEqual({code: 1, failed: ['access-role', 'instance-role']});
    expect(check('access-role')?.fix).toContain('build.apprunner.amazonaws.com');
    expect(check('instance-role')?.fix).toContain('tasks.apprunner.amazonaws.com');
    await using powerless = await startFakeAws({
      ...dataset,
      roles: {...dataset.roles, pull: {createdAt, trust: ['build.apprunner.amazonaws.com'], allows: ['s3:*']}},
    });
    expect((await ask(['v33', ARN], powerless.env)).failed).toEqual(['access-role']);
  });
});

describe('formats of preflight for pipelines', () => {
  const blocked = ['oci:layout:arm64', '--no-service', '--env-file', 'part.env'];

  it('github: one annotation for each problem, in order, the whole in a group', async () => {
    await envFile('part.env', {ENV: 'prod'});
    const {code, stdout} = await run([...blocked, '--format', 'github']);
    expect(code).toBe(1);
    const commands = [...stdout.matchAll(/^::(\w+)(?: title=([^:]*))?::/gm)].map(([, name]) => name);
    expect(commands).toEqual(['error', 'error', 'error', 'group', 'endgroup']);
    expect(stdout).toMatch(/^::error title=preflight%3A It is built for linux\/amd64::.*linux\/arm64/m);
    expect(stdout).toMatch(/^::error title=preflight%3A It survives its start under this configuration::.*jwt-secret/m);
  });

  it('junit: well-formed, a case for each check, as many failures as it says', async () => {
    await envFile('part.env', {ENV: 'prod'});
    const {code, stdout} = await run([...blocked, '--format', 'junit', '-o', 'preflight.xml', '--exit-zero']);
    expect({code, stdout}).toEqual({code: 0, stdout: ''});
    const root = parseXml(await readFile(join(folder, 'preflight.xml'), 'utf8'));
    const all = (element: XmlElement): XmlElement[] => [element, ...element.children.flatMap(all)];
    const cases = all(root).filter(({name}) => name === 'testcase');
    const failed = cases.filter(({children}) => children.some(({name}) => name === 'failure'));
    expect(cases).toHaveLength(15);
    expect(failed.map(({attributes}) => attributes.get('name'))).toEqual(['architecture', 'start-up']);
    const suite = all(root).find(({name}) => name === 'testsuite');
    expect(suite?.attributes.get('failures')).toBe('2');
    expect(suite?.attributes.get('tests')).toBe('15');
  });
});
