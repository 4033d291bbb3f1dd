import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {ImageComparison} from '../../src/image/comparison.js';
import {type BlobFault, type EcrServer, startEcr} from '../image/support/ecr-server.js';
import {buildImage, sha256, type TestImage, type TestLayer, writeOciLayout} from '../image/support/images.js';
import {writeTar} from '../image/support/tar-writer.js';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ACCOUNT, ARN, CANARY, REGISTRY, rolledBackIncident} from '../support/incident.js';
import {type CliResult, runCli} from '../support/run-cli.js';

let folder: string;
let aws: FakeAws;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-'));
  aws = await startFakeAws(world());
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});

/** The incident, with more tags in its repository and one repository that another account shares. */
function world(): Dataset {
  const incident = rolledBackIncident();
  const own = incident.repositories?.['my-api']?.images ?? [];
  const made = {
    pushedAt: '2026-01-22T09:00:00Z',
    history: [{createdBy: 'COPY . /app', files: {'app/main.py': 'print(1)\n'}}],
  };
  return {
    ...incident,
    repositories: {
      ...incident.repositories,
      'my-api': {images: [...own, {...made, tags: ['v30-lazy-import']}, {...made, tags: ['v31-a', 'v31-b']}]},
      shared: {account: '444455556666', images: [{...made, tags: ['v1']}]},
    },
  };
}

const run = (...args: string[]): Promise<CliResult> => runCli(['compare-images', ...args], {env: aws.env});

async function compare(...args: string[]): Promise<ImageComparison> {
  const {code, stdout, stderr} = await run(...args, '--json');
  expect(code, stdout + stderr).toBe(0);
  return JSON.parse(stdout) as ImageComparison;
}

const digestOf = async (tag: string): Promise<string> => (await compare(`my-api:${tag}`, `my-api:${tag}`)).a.digest!;

describe('references', () => {
  it('running and attempted are those of the last failed deployment', async () => {
    const {a, b, layers} = await compare('running', 'attempted', '-s', ARN);
    expect([a.reference, a.tag, b.reference, b.tag]).toEqual(['running', 'v24', 'attempted', 'v32']);
    expect(layers.map(({status}) => status)).toEqual(['same', 'added']);
  });

  it.each([
    ['logs:GetLogEvents', ['logs:FilterLogEvents'], "App Runner's own log"],
    ['apprunner:ListOperations', [], 'the operations'],
  ])('attempted is unknown without %s, and says so; running is known all the same', async (operation, more, words) => {
    await using dark = await startFakeAws(world(), {
      faults: [operation, ...more].map((name) => ({operation: name, kind: 'denied' as const})),
    });
    const failed = await runCli(['compare-images', 'attempted', 'v24', '-s', ARN], {env: dark.env});
    expect(failed.code).toBe(3);
    expect(failed.stderr).toContain(words);
    const fine = await runCli(['compare-images', 'running', 'v24', '-s', ARN], {env: dark.env});
    expect(fine.code, fine.stderr).toBe(0);
  });

  it('a tag is looked for in the repository of the service', async () => {
    const {a, b} = await compare('v24', 'v32', '-s', 'my-api');
    expect([a.tag, a.repository, b.tag]).toEqual(['v24', 'my-api', 'v32']);
  });

  it('a tag is looked for in --repository, and no service is asked for', async () => {
    const before = aws.calls.length;
    const {a} = await compare('v24', 'v32', '--repository', 'my-api');
    expect(a.repository).toBe('my-api');
    const asked = new Set(aws.calls.slice(before).map(({operation}) => operation.split(':')[0]));
    expect(asked).toEqual(new Set(['ecr', 'layer']));
  });

  it('the beginning of one tag is that tag', async () => {
    expect((await compare('my-api:v30', 'my-api:v24')).a.tag).toBe('v30-lazy-import');
  });

  it('all tags of an image are shown', async () => {
    const {stdout} = await run('my-api:v31-a', 'my-api:v24');
    expect(stdout).toContain('v31-a (also v31-b)');
  });

  it('the beginning of several is an error that lists them', async () => {
    const {code, stderr, stdout} = await run('my-api:v31', 'my-api:v24');
    expect(code).toBe(3);
    expect(stderr).toContain('v31-a, v31-b');
    expect(stdout).toBe('');
  });

  it('the beginning of none is an error with the nearest', async () => {
    const {code, stderr} = await run('my-api:v42', 'my-api:v24');
    expect(code).toBe(3);
    expect(stderr).toMatch(/nearest tag: v[23][24]/);
  });

  it.each([
    ['a digest', (digest: string) => `@${digest}`],
    ['a digest without @', (digest: string) => digest],
    ['repository@digest', (digest: string) => `my-api@${digest}`],
    ['a full URI with tag', () => `${REGISTRY}/my-api:v24`],
    ['a full URI with digest', (digest: string) => `${REGISTRY}/my-api@${digest}`],
    ['a full URI with both', (digest: string) => `${REGISTRY}/my-api:v24@${digest}`],
  ])('%s', async (_, write) => {
    const digest = await digestOf('v24');
    const {a} = await compare(write(digest), 'my-api:v32', '--repository', 'my-api');
    expect(a.digest).toBe(digest);
  });

  it('a shortened digest is no reference, in words', async () => {
    const {code, stderr} = await run('@sha256:0123456789ab', 'my-api:v24');
    expect(code).toBe(2);
    expect(stderr).toContain('64 hexadecimal digits');
  });

  it('an image of another account is asked for in that account', async () => {
    const {a} = await compare('444455556666.dkr.ecr.us-east-1.amazonaws.com/shared:v1', 'my-api:v24');
    expect(a).toMatchObject({repository: 'shared', tag: 'v1'});
    const registries = aws.calls
      .filter(({operation, params}) => operation.startsWith('ecr:') && params['repositoryName'] === 'shared')
      .map(({params}) => params['registryId']);
    expect(new Set(registries)).toEqual(new Set(['444455556666']));
  });

  it('an image of another region is asked for there, where the repository need not be', async () => {
    const {code, stderr} = await run('111122223333.dkr.ecr.eu-west-1.amazonaws.com/my-api:v24', 'my-api:v24');
    expect(code).toBe(3);
    expect(stderr).toContain("'my-api' does not exist");
  });

  it.each([
    ['example.com/api:v1', 'no ECR host'],
    ['api:', '"" is no tag'],
    ['', '"" is no tag'],
  ])('%j is no reference, in words', async (reference, words) => {
    const {code, stderr} = await run(reference, 'my-api:v24');
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe('local files and the registry', () => {
  const layer = (seed: string) => writeTar([{path: 'app/main.py', content: `print("${seed}")\n`.repeat(40)}]);
  const [base, old, fresh] = ['base', 'old', 'fresh'].map(layer) as [Buffer, Buffer, Buffer];
  const image = (top: Buffer, more: {readonly compression?: 'none'} = {}): TestImage => ({
    layers: [
      {createdBy: 'FROM base', tar: base, ...more},
      {createdBy: 'COPY . /app', tar: top, ...more},
    ],
    config: {Cmd: ['python', 'main.py'], Env: [`TOKEN=${CANARY}`]},
  });

  let ecr: EcrServer;
  beforeAll(async () => {
    ecr = await startEcr({v1: image(old), v2: image(fresh)});
    // As docker save writes it: plain layers, while the registry holds packed ones.
    await writeOciLayout(join(folder, 'oci'), {built: image(fresh, {compression: 'none'})});
    const config = JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {Cmd: ['python', 'main.py'], Env: [`TOKEN=${CANARY}`]},
      rootfs: {type: 'layers', diff_ids: [sha256(base), sha256(fresh)]},
      history: [{created_by: 'FROM base'}, {created_by: 'COPY . /app'}],
    });
    await writeFile(
      join(folder, 'built.tar'),
      writeTar([
        {path: 'config.json', content: config},
        {path: 'a/layer.tar', content: base},
        {path: 'b/layer.tar', content: fresh},
        {
          path: 'manifest.json',
          content: JSON.stringify([
            {Config: 'config.json', RepoTags: ['my-api:v2'], Layers: ['a/layer.tar', 'b/layer.tar']},
          ]),
        },
      ]),
    );
  });
  afterAll(() => ecr[Symbol.asyncDispose]());

  const inEcr = (...args: string[]) =>
    runCli(['compare-images', ...args, '--repository', 'my-api', '--json'], {
      env: {...aws.env, AWS_ENDPOINT_URL: ecr.url},
    });

  it.each([
    ['an OCI layout', 'oci:oci'],
    ['an OCI layout, by tag', 'oci:oci:built'],
    ['an archive', 'docker-archive:built.tar'],
    ['an archive, by tag', 'docker-archive:built.tar:v2'],
  ])('%s tells whether the registry holds what was built', async (_, local) => {
    const path = local.replace(/^([a-z-]+:)/, `$1${folder}/`);
    const same = await inEcr('v2', path);
    expect(same.code, same.stderr).toBe(0);
    const held = JSON.parse(same.stdout) as ImageComparison;
    expect(held).toMatchObject({differs: false, problems: []});
    expect(held.layers.map(({matchedBy}) => matchedBy)).toEqual(['diff-id', 'diff-id']);

    const other = JSON.parse((await inEcr('v1', path, '--files')).stdout) as ImageComparison;
    expect(other).toMatchObject({differs: true, problems: []});
    expect(other.files?.changed.map(({path: file}) => file)).toEqual(['app/main.py']);
    expect(other.layers.map(({status}) => status)).toEqual(['same', 'changed']);
  });

  it('says that a glob matches nothing that differs', async () => {
    const none = await inEcr('v1', 'v2', '--path', 'main.py', '--path', '/srv/*.py');
    expect(none.code).toBe(0);
    expect(none.stderr).toContain('No file that differs matches --path main.py, --path /srv/*.py: a glob is absolute');
    const one = await inEcr('v1', 'v2', '--path', '/app/*.py', '--path', '/srv/*.py');
    expect(one.stderr).toBe('');
    expect((JSON.parse(one.stdout) as ImageComparison).files?.diffs).toHaveLength(1);
  });

  it('refuses a --path that is no glob before AWS is asked', async () => {
    const calls = ecr.calls.length;
    const {code, stdout} = await inEcr('v1', 'v2', '--path', 'app/[z-a].py');
    expect(code).toBe(2);
    expect(stdout).toContain('--path app/[z-a].py is no glob');
    expect(ecr.calls.length).toBe(calls);
  });

  it.each([
    ['oci:nowhere', 'no OCI image layout'],
    ['docker-archive:nowhere.tar', 'cannot be read'],
    ['oci:oci:other', 'no image "other"'],
    ['docker-archive:built.tar:other', 'no image "other"'],
  ])('%s is an error in words', async (local, words) => {
    const {code, stdout} = await inEcr('v1', local.replace(/^([a-z-]+:)/, `$1${folder}/`));
    expect(code).toBe(3);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(words).slice(1, -1));
  });
});

describe('--bundle', () => {
  let file: string;
  beforeAll(async () => {
    file = join(folder, 'incident.json');
    await runCli(['collect', ARN, '-o', file], {env: aws.env});
  });
  const saved = (...args: string[]) => runCli(['compare-images', ...args, '--bundle', file]);

  it('says of manifests and configs what AWS said, and asks nobody', async () => {
    const calls = aws.calls.length;
    const {code, stdout, stderr} = await runCli(
      ['compare-images', 'running', 'attempted', '--bundle', file, '--json'],
      {
        env: aws.env,
      },
    );
    expect(code, stderr).toBe(0);
    expect(aws.calls).toHaveLength(calls);
    const offline = JSON.parse(stdout) as ImageComparison;
    const live = await compare('running', 'attempted', '-s', ARN);
    const known = ({a, b, layers, history, differs, platforms}: ImageComparison) => ({
      sides: [a, b].map(({tag, digest, manifestDigest, platform, command, environment, pushedAt, attestations}) => ({
        tag,
        digest,
        manifestDigest,
        platform,
        command,
        environment,
        pushedAt,
        attestations,
      })),
      layers: layers.map(({status, digest, packedBytes, createdBy}) => ({status, digest, packedBytes, createdBy})),
      history: history.map(({status}) => status),
      differs,
      platforms: platforms.map(({platform, status}) => [platform, status]),
    });
    expect(known(offline)).toEqual(known(live));
    expect(offline.config.changed.map(({field, name, change}) => [field, name, change])).toEqual(
      live.config.changed.map(({field, name, change}) => [field, name, change]),
    );
    expect(offline.bytesFetched).toBe(0);
  });

  it('names what a bundle does not hold, and is the same each time', async () => {
    const {stdout} = await saved('v24', 'v32');
    expect(stdout).toContain('saved evidence does not hold them');
    expect(stdout).not.toContain(CANARY);
    expect((await saved('v24', 'v32')).stdout).toBe(stdout);
  });

  it.each([
    ['a tag', 'v24'],
    ['the beginning of a tag', 'v2'],
    ['repository:tag', 'my-api:v24'],
    ['a full URI', `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/my-api:v24`],
  ])('finds %s in it', async (_, reference) => {
    const {stdout, code, stderr} = await saved(reference, 'attempted', '--json');
    expect(code, stderr).toBe(0);
    expect((JSON.parse(stdout) as ImageComparison).a.tag).toBe('v24');
  });

  it('finds a digest in it, and knows that both are one', async () => {
    const digest = await digestOf('v24');
    const {stdout} = await saved(digest, 'running', '--json');
    const {a, differs, findings} = JSON.parse(stdout) as ImageComparison;
    expect([a.tag, differs, findings.map(({id}) => id)]).toEqual(['v24', false, ['same-image']]);
  });

  it.each([
    ['v30-lazy-import', 'it holds v24 and v32 only'],
    ['v', 'it fits'],
    ['other:v24', 'it holds v24 and v32 only'],
  ])('says that it does not hold %s', async (reference, words) => {
    const {code, stderr} = await saved(reference, 'attempted');
    expect(code).toBe(3);
    expect(stderr).toContain(words);
  });

  it.each([['--files'], ['--path=*.py']])('%s with it is a usage error', async (flag) => {
    const {code, stderr} = await saved('v24', 'v32', flag);
    expect(code).toBe(2);
    expect(stderr).toContain('--bundle');
  });

  it('holds linux/amd64 of an index only', async () => {
    const {code, stdout} = await saved('v24', 'v32', '--platform', 'linux/arm64', '--json');
    expect(code).toBe(4);
    expect((JSON.parse(stdout) as ImageComparison).problems).toContainEqual(
      expect.objectContaining({side: 'b', code: 'no-platform', why: expect.stringContaining('linux/amd64')}),
    );
  });

  it('is compared with a local build, whose unsaved fields are neither added nor removed', async () => {
    const {stdout, code} = await saved('running', `oci:${folder}/oci`, '--json');
    expect(code).toBe(0);
    const {config, b} = JSON.parse(stdout) as ImageComparison;
    expect(b.source).toContain('OCI layout');
    expect(config.changed.map(({field}) => field)).not.toContain('Healthcheck');
  });
});

describe('bad images, in a process of its own', () => {
  const image = (text: string, more: Partial<TestLayer> = {}): TestImage => ({
    layers: [
      {createdBy: 'COPY a', items: [{path: 'a', content: text.repeat(500)}]},
      {createdBy: 'COPY b', items: [{path: 'b', content: text.repeat(700)}], ...more},
    ],
  });
  const arm: TestImage = {layers: [], platforms: [{os: 'linux', architecture: 'arm64', image: image('y')}]};
  const layerOf = (bad: TestImage): string =>
    (JSON.parse(buildImage(bad).text) as {layers: {digest: string}[]}).layers[1]?.digest ?? '';

  it.each<[string, TestImage, readonly BlobFault[], number, string | undefined]>([
    ['a blob that does not match its digest', image('y', {digest: sha256('other')}), [], 4, 'digest-mismatch'],
    ['a foreign layer', image('y', {urls: ['https://example.com/l']}), [], 4, 'foreign-layer'],
    ['an index without the platform', arm, [], 4, 'no-platform'],
    ['a URL that expired', image('y'), [{kind: 'status', status: 403}], 0, undefined],
    ['a URL that always expires', image('y'), [{kind: 'status', status: 403, always: true}], 3, 'unreachable'],
    [
      'a connection cut in the middle',
      image('y'),
      [
        {kind: 'cut', after: 20},
        {kind: 'cut', after: 20},
      ],
      0,
      undefined,
    ],
  ])('%s: the exit code says it, and nothing is written', async (_, bad, faults, code, problem) => {
    await using ecr = await startEcr({good: image('x'), bad});
    if (faults.length > 0) ecr.faults.set(layerOf(bad), [...faults]);
    const empty = await mkdtemp(join(folder, 'empty-'));
    const {stdout, stderr, ...ended} = await runCli(
      ['compare-images', 'good', 'bad', '--repository', 'my-api', '--files', '--json'],
      {cwd: empty, env: {...aws.env, AWS_ENDPOINT_URL: ecr.url, TMPDIR: empty, HOME: empty}},
    );
    expect(ended.code, stdout + stderr).toBe(code);
    const {problems, files} = JSON.parse(stdout) as ImageComparison;
    expect(problems.map((found) => found.code)).toEqual(problem === undefined ? [] : [problem]);
    if (problem !== 'no-platform') expect(files?.changed.map(({path}) => path)).toContain('a');
    expect(await readdir(empty, {recursive: true})).toEqual([]);
  });
});

describe('the start-up contract', () => {
  afterEach(() => rm(join(folder, 'nerava-diag.config.yaml'), {force: true}));

  it("is the configured one: its files are told, not the built-in one's", async () => {
    await writeFile(
      join(folder, 'contract.yaml'),
      'name: ours\ntitle: Ours\nappliesTo: {commands: [main.py], files: []}\nfiles:\n  - {path: /app/main.py, why: it starts}\nparses: [{type: integer, variables: [PORT]}]\n',
    );
    await writeFile(join(folder, 'nerava-diag.config.yaml'), 'contract: contract.yaml\n');
    const image = (text: string): TestImage => ({layers: [{items: [{path: 'app/main.py', content: text}]}]});
    await writeOciLayout(join(folder, 'pair'), {a: image('1'), b: image('2')});
    const {stdout, code} = await runCli(['compare-images', 'oci:pair:a', 'oci:pair:b', '--files', '--json'], {
      cwd: folder,
    });
    expect(code, stdout).toBe(0);
    expect((JSON.parse(stdout) as ImageComparison).files?.contract).toEqual([
      {path: '/app/main.py', change: 'changed'},
    ]);
  });
});
