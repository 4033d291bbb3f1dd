import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type TestImage, writeOciLayout} from '../image/support/images.js';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, CANARY, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

/** Stands in files and flags that the user gives. */
const GIVEN = 'given-CANARY-5e8d10';
/** Follows flags of commands, in front of no telling name, and is no variable's value. */
const ARGUED = 'argued-CANARY';

/** The incident, with images whose commands and history are given secrets by flags. */
function incidentWithArguments(): Dataset {
  const incident = rolledBackIncident();
  const {images = []} = incident.repositories?.['my-api'] ?? {};
  return {
    ...incident,
    repositories: {
      ...incident.repositories,
      'my-api': {
        images: images.map((image, i) => ({
          ...image,
          cmd: [...(image.cmd ?? []), '--password', `${ARGUED}-a${i}`, '--api-key', `${ARGUED}-b`],
          history: [
            ...(image.history ?? []),
            {createdBy: `CMD ["app" "--token" "${ARGUED}-c"]`},
            {createdBy: `RUN /bin/sh -c curl -u user:${ARGUED}-d https://${ARGUED}-e@example.com`},
            {createdBy: `RUN /bin/sh -c mysql -p${ARGUED}-f && sshpass -p ${ARGUED}-g ssh host`},
          ],
        })),
      },
    },
  };
}

/** The same said by a local image, and files that hold secrets. */
const local = (version: number): TestImage => ({
  layers: [
    {
      createdBy: `RUN /bin/sh -c docker login -u u -p ${ARGUED}-h && npm config set _auth ${ARGUED}-i`,
      items: [
        'app/prod.env',
        'app/.envrc',
        'app/.env~',
        'app/.ENV',
        'app/.pgpass',
        'etc/shadow',
        'run/secrets/db',
        'app/secrets.yaml',
        'app/credentials.json',
        'app/terraform.tfvars',
        'root/.aws/config',
        'root/.bash_history',
      ].map((path) => ({path, content: `x ${ARGUED}-j ${version}\n`})),
    },
    {
      createdBy: `COPY ${version} .`,
      items: [{path: 'app/config.php', content: `<?php\ndefine('DB_PASSWORD', '${ARGUED}-k${version}');\n`}],
    },
  ],
  config: {
    Entrypoint: ['app', '--secret', `${ARGUED}-l${version}`],
    Cmd: ['sh', '-c', `exec app --token "${ARGUED} m${version}"`],
    Healthcheck: {Test: ['CMD', 'curl', '-u', `user:${ARGUED} ${version} ${ARGUED}`, 'http://localhost']},
  },
});

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(incidentWithArguments());
  folder = await mkdtemp(join(tmpdir(), 'canary-'));
  await writeFile(
    join(folder, 'given.env'),
    `ENV=prod\nREDIS_URL=redis://:${GIVEN}@cache.example.com:6379/0\nDATABASE_URL=postgresql://app:${CANARY}@db.example.com:5432/app\n`,
  );
  await writeOciLayout(join(folder, 'local'), {v1: local(1), v2: local(2)});
  await runCli(['collect', ARN, '-o', 'incident.json'], {env: aws.env, cwd: folder});
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});

const SET = ['--set', `REDIS_URL=redis://:${GIVEN}@cache.example.com:6379/0`];

/** Downloads before the layers themselves: two configs. */
const HEADS = 2;

/** How each command is called, and in which formats; `-o` writes each to a file once more. */
const CALLS: readonly (readonly [args: readonly string[], formats: readonly string[]])[] = [
  [
    ['diagnose', ARN],
    ['text', 'json', 'markdown', 'html', 'github', 'junit'],
  ],
  [
    ['diagnose', ARN, '--baseline', 'given.env'],
    ['text', 'json'],
  ],
  [
    ['diagnose', '--bundle', 'incident.json', '--baseline', 'given.env'],
    ['json', 'html'],
  ],
  [
    ['diagnose', ARN, '--resolve-secrets'],
    ['text', 'json', 'html'],
  ],
  [['collect', ARN, '--baseline', 'given.env', '--resolve-secrets'], ['json']],
  [
    ['env', ARN],
    ['text', 'json'],
  ],
  [
    ['env', ARN, '--against', 'given.env'],
    ['text', 'json'],
  ],
  [['env', ARN, '--export', 'env-file'], []],
  [
    ['validate', ARN, ...SET],
    ['text', 'json'],
  ],
  [
    ['validate', '--env-file', 'given.env'],
    ['text', 'json'],
  ],
  [
    ['logs', ARN, '--since', '2026-01-01T00:00:00Z'],
    ['text', 'jsonl'],
  ],
  [
    ['logs', ARN, '--since', '2026-01-01T00:00:00Z', '--insights'],
    ['text', 'jsonl'],
  ],
  [
    ['logs', '--bundle', 'incident.json'],
    ['text', 'jsonl'],
  ],
  [
    ['deployments', ARN],
    ['text', 'json'],
  ],
  [
    ['compare-images', 'running', 'attempted', '-s', ARN, '--files'],
    ['text', 'json', 'markdown', 'html'],
  ],
  [
    ['compare-images', 'running', 'attempted', '--bundle', 'incident.json'],
    ['text', 'json', 'markdown', 'html'],
  ],
  [
    ['compare-images', 'oci:local:v1', 'oci:local:v2', '--path', '/**'],
    ['text', 'json', 'markdown', 'html'],
  ],
  [
    ['preflight', 'oci:local:v2', ARN, '--env-file', 'given.env'],
    ['text', 'json'],
  ],
  [
    ['preflight', 'v32', ARN, '--env-file', 'given.env', ...SET],
    ['text', 'json', 'github', 'junit'],
  ],
  [
    ['reproduce', ARN],
    ['text', 'json'],
  ],
  [
    ['doctor', ARN],
    ['text', 'json'],
  ],
];
/** Commands that read nothing of anybody's. */
const HARMLESS = ['completion', 'explain', 'help', 'init'];

const cases = CALLS.flatMap(([args, formats]) =>
  (formats.length === 0 ? [[]] : formats.map((format) => ['--format', format])).map((format) => [...args, ...format]),
);

function expectClean(...texts: readonly string[]): void {
  for (const text of texts) {
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(GIVEN);
    expect(text).not.toContain(ARGUED);
    expect(text).not.toContain('never-shown');
  }
}

describe('no secret comes out', () => {
  it.each(cases.map((args) => [args.join(' ').replaceAll(GIVEN, '…'), args] as const))('of %s', async (_, args) => {
    const said = await runCli(args, {env: aws.env, cwd: folder});
    const wrote = await runCli([...args, '-o', 'written'], {env: aws.env, cwd: folder});
    // A call that is refused would say nothing, and prove nothing.
    expect(said.code === 2 ? said.stderr : '').toBe('');
    expect(said.stdout.trim()).not.toBe('');
    const file = await readFile(join(folder, 'written'), 'utf8');
    expectClean(said.stdout, said.stderr, wrote.stdout, wrote.stderr, file);
  });

  it('of an answer that its file could not take', async () => {
    const {code, stdout, stderr} = await runCli(['collect', ARN, '-o', '/dev/full'], {env: aws.env, cwd: folder});
    expect(code).toBe(2);
    expect(stdout.length + stderr.length).toBeGreaterThan(50);
    expectClean(stdout, stderr);
  });

  it.each(['text', 'json'])('of a comparison that is interrupted while layers are read: %s', async (format) => {
    await using silent = await startFakeAws(rolledBackIncident(), {
      faults: [{operation: 'layer:GET', kind: 'never', after: HEADS}],
    });
    const args = ['compare-images', 'running', 'attempted', '-s', ARN, '--files', '--format', format];
    const {code, stdout, stderr} = await runCli(args, {
      env: silent.env,
      cwd: folder,
      onStart: (child) => {
        const timer = setInterval(() => {
          if (silent.calls.filter(({operation}) => operation === 'layer:GET').length <= HEADS) return;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 50);
        child.once('exit', () => clearInterval(timer));
      },
    });
    expect(code).toBe(130);
    expect(stdout).toContain('v32');
    expectClean(stdout, stderr);
  });

  it('of a comparison that the time-out ends while layers are read', async () => {
    await using silent = await startFakeAws(rolledBackIncident(), {
      faults: [{operation: 'layer:GET', kind: 'never', after: HEADS}],
    });
    const args = ['compare-images', 'running', 'attempted', '-s', ARN, '--files', '--json', '--timeout', '3s'];
    const {code, stdout, stderr} = await runCli(args, {env: silent.env, cwd: folder});
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      b: {tag: 'v32'},
      problems: expect.arrayContaining([
        expect.objectContaining({
          what: 'files and packages',
          code: 'timeout',
          fix: expect.stringContaining('--timeout'),
        }),
      ]),
    });
    expect(stderr).toContain('the time was up after');
    expectClean(stdout, stderr);
    expect(JSON.parse(stdout).findings).not.toContainEqual(expect.objectContaining({id: 'timeout'}));
  });

  it('of a time-out, which is the fault of neither image', async () => {
    await using silent = await startFakeAws(rolledBackIncident(), {
      faults: [{operation: 'layer:GET', kind: 'never', after: HEADS}],
    });
    const args = ['compare-images', 'running', 'attempted', '-s', ARN, '--files', '--timeout', '3s'];
    const {stdout, stderr} = await runCli(args, {env: silent.env, cwd: folder});
    expect(stdout).toMatch(/Not known\n {2}A and B: files and packages: the time was up .* \(.*--timeout 30m\)/);
    expectClean(stdout, stderr);
  });

  it('of env where a contract is only supposed to apply', async () => {
    const incident = rolledBackIncident();
    for (const {describe: service} of incident.services ?? []) {
      const source = (service as {SourceConfiguration: {ImageRepository: {ImageConfiguration: object}}})
        .SourceConfiguration;
      Object.assign(source.ImageRepository.ImageConfiguration, {StartCommand: undefined});
    }
    await using supposed = await startFakeAws(incident);
    for (const format of ['text', 'json']) {
      const {stdout, stderr} = await runCli(['env', ARN, '--format', format], {env: supposed.env, cwd: folder});
      expect(stdout).toContain('DATABASE_URL');
      expect(stdout).toMatch(format === 'json' ? /"DATABASE_URL"/ : /if its program runs here/);
      expectClean(stdout, stderr);
    }
  });

  it('for every command that there is', async () => {
    const files = await readdir(fileURLToPath(new URL('../../src/commands', import.meta.url)));
    const commands = files.map((file) => file.replace(/\.ts$/, ''));
    const covered = new Set([...HARMLESS, ...CALLS.map(([[name]]) => name)]);
    expect(commands.filter((command) => !covered.has(command))).toEqual([]);
  });
});
