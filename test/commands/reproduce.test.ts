import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, CANARY, REGISTRY, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(rolledBackIncident());
  folder = await mkdtemp(join(tmpdir(), 'reproduce-'));
});
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});
// No engine of the machine's own is found.
const live = (args: readonly string[]) =>
  runCli(['reproduce', ARN, ...args], {env: {...aws.env, PATH: folder}, cwd: folder});

describe('reproduce', () => {
  it('gives one line for each of both versions, with the service’s command, port and size', async () => {
    const {code, stdout, stderr} = await live(['--json']);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    const {runs, envFile, check, port, login} = JSON.parse(stdout);
    expect(runs).toMatchObject([
      {which: 'attempted', image: `${REGISTRY}/my-api:v32`, platform: 'linux/amd64'},
      {which: 'good', image: `${REGISTRY}/my-api:v24`, platform: 'linux/amd64'},
    ]);
    for (const run of runs) {
      expect(run.command).toMatch(/^docker run --rm -it \\\n {2}--platform linux\/amd64 \\\n/);
      expect(run.command).toContain(`${REGISTRY}/my-api@sha256:`);
      expect(run.command).toContain('--env-file my-api.env');
      expect(run.command).toContain('-p 127.0.0.1:8000:8000');
      expect(run.command).toContain('--memory 2048m');
      expect(run.words.slice(0, 4)).toEqual(['python', '-m', 'app', '--dsn']);
    }
    expect(runs[0].pulled).not.toBe(runs[1].pulled);
    expect(envFile.text).toContain('DATABASE_URL=<');
    expect(envFile.text).toContain('API_KEY=<secret>');
    expect(envFile.text).toContain('PORT=8000');
    expect(envFile.unset).toEqual(['API_KEY', 'DATABASE_URL']);
    expect(check.command).toContain('http://127.0.0.1:8000/healthz');
    expect(port).toBe('8000');
    expect(login).toEqual([expect.stringContaining(`docker login --username AWS --password-stdin ${REGISTRY}`)]);
    expect(stdout).not.toContain(CANARY);
  });

  it.each(['podman', 'finch'])('speaks to %s', async (engine) => {
    const {stdout} = await live(['--engine', engine]);
    expect(stdout).toContain(`${engine} run --rm -it`);
    expect(stdout).toContain(`| ${engine} login`);
    expect(stdout).not.toContain('docker run');
  });

  it('writes the skeleton once, readable by its owner only', async () => {
    const first = await live(['--write', 'skeleton.env']);
    expect(first.code).toBe(0);
    expect((await stat(join(folder, 'skeleton.env'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'skeleton.env'), 'utf8')).not.toContain(CANARY);
    const again = await live(['--write', 'skeleton.env']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is there already');
  });

  it('writes values only where asked, and prints them nowhere', async () => {
    for (const [name, format] of [
      ['text.env', 'text'],
      ['json.env', 'json'],
    ] as const) {
      const {code, stdout, stderr} = await live(['--write', name, '--reveal-all', '--format', format]);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(CANARY);
      const text = await readFile(join(folder, name), 'utf8');
      expect(text).toContain(`DATABASE_URL=postgresql://app:${CANARY}@db.example.com:5432/app\n`);
      expect(text).not.toContain('never-shown');
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
    const {code, stderr} = await live(['--reveal-all']);
    expect(code).toBe(2);
    expect(stderr).toContain('--write');
  });

  it('says what was denied, rather than that nothing names the image', async () => {
    await using closed = await startFakeAws({
      ...rolledBackIncident(),
      denied: ['logs:*', 'cloudtrail:LookupEvents'],
    });
    const ask = (args: readonly string[]) => runCli(['reproduce', ARN, ...args], {env: closed.env, cwd: folder});
    const {runs, gaps} = JSON.parse((await ask(['--json'])).stdout);
    expect(runs[0]).toMatchObject({which: 'attempted', command: null, fix: 'name it: --bad TAG'});
    expect(runs[0].why).toMatch(
      /^which image was attempted is not known: the service log could not be read \(.*denied/,
    );
    expect(gaps.map(({evidence}: {evidence: string}) => evidence)).toEqual(['service-log', 'change-history']);
    expect((await ask([])).stdout).toMatch(/Not read.*service-log: .*change-history: /s);
  });

  it('replays a bundle byte for byte, and says what is not known', async () => {
    await runCli(['collect', ARN, '-o', 'incident.json'], {env: aws.env, cwd: folder});
    const offline = () => runCli(['reproduce', '--bundle', 'incident.json', '--json'], {cwd: folder});
    const first = await offline();
    expect(first.code).toBe(0);
    expect((await offline()).stdout).toBe(first.stdout);

    const bundle = JSON.parse(await readFile(join(folder, 'incident.json'), 'utf8'));
    bundle.evidence['image-attempted'] = {
      id: 'image-attempted',
      source: 'ecr:BatchGetImage',
      at: bundle.collectedAt,
      status: 'absent',
      why: 'the tag v32 is not in the repository',
    };
    await writeFile(join(folder, 'gone.json'), JSON.stringify(bundle));
    const gone = JSON.parse((await runCli(['reproduce', '--bundle', 'gone.json', '--json'], {cwd: folder})).stdout);
    expect(gone.runs[0]).toMatchObject({command: null, why: 'the tag v32 is not in the repository'});
    expect(gone.runs[1].command).toContain('docker run');
  });
});
