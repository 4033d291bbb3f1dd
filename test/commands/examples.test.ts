import {spawn} from 'node:child_process';
import {chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {writeOciLayout} from '../image/support/images.js';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {CANARY, rolledBackIncident} from '../support/incident.js';
import {movedTo} from '../support/incidents.js';
import {runCli} from '../support/run-cli.js';

const root = new URL('../../', import.meta.url);
const text = (path: string) => readFile(fileURLToPath(new URL(path, root)), 'utf8');

type Example = string | {readonly command: string};
const manifest: {commands: {[id: string]: {examples?: readonly Example[]}}} = JSON.parse(
  await text('oclif.manifest.json'),
);
const EXAMPLES = Object.entries(manifest.commands).flatMap(([id, {examples}]) =>
  (examples ?? []).map((example) =>
    (typeof example === 'string' ? example : example.command)
      .replaceAll('<%= config.bin %>', 'nerava-diag')
      .replaceAll('<%= command.id %>', id),
  ),
);
const page = await text('docs/github-actions.md');
const workflow = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');

/** The incident, minutes ago, with a further image and layers that can be read. */
function world(): Dataset {
  const dataset = rolledBackIncident();
  const incident = movedTo({...dataset, now: '2026-01-23T16:30:00Z'}, Date.now());
  const image = (tag: string, age: number) => ({
    tags: [tag],
    pushedAt: new Date(Date.now() - age * 3_600_000).toISOString(),
    cmd: ['python', '-m', 'app'],
    workingDir: '/srv',
    history: [{createdBy: 'COPY . .', files: {'srv/app/core/config.py': `version = "${tag}"\n`}}],
  });
  const images = [image('v24', 90), image('v32', 5), image('v33', 1)];
  return {...incident, repositories: {...incident.repositories, 'my-api': {images}}};
}

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(world());
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  const program = fileURLToPath(new URL('bin/run.js', root));
  await tool('nerava-diag', `exec "${process.execPath}" "${program}" "$@"`);
  await tool('npx', 'test "$1" = --yes && shift\nexec "$@"');
  // What it makes of the lines is its own affair.
  await tool('jq', 'exec cat');
  await mkdir(join(folder, '.config/fish/completions'), {recursive: true});
  const variables =
    'ENV=prod\nDATABASE_URL=postgresql://app@db.example.com/app\nREDIS_URL=redis://cache.example.com:6379/0\n';
  for (const name of ['.env', 'production.env']) await writeFile(join(folder, name), variables);
  await writeOciLayout(join(folder, 'build/image'), {
    v33: {layers: [{items: []}], config: {Cmd: ['python', '-m', 'app']}},
  });
  await runCli(['collect', 'my-api', '-o', 'healthy.json'], {env: aws.env, cwd: folder});
});
// Examples write this file, and others read it.
beforeEach(() => copyFile(join(folder, 'healthy.json'), join(folder, 'incident.json')));
afterAll(async () => {
  await aws.close();
  await rm(folder, {recursive: true, force: true});
});

async function tool(name: string, script: string): Promise<void> {
  await mkdir(join(folder, 'bin'), {recursive: true});
  await writeFile(join(folder, 'bin', name), `#!/bin/bash\n${script}\n`);
  await chmod(join(folder, 'bin', name), 0o755);
}

/** A line as somebody types it into a shell. One that follows is stopped as soon as it has asked for log lines. */
async function inShell(line: string, env: {readonly [name: string]: string} = {}) {
  const before = aws.calls.length;
  const child = spawn('bash', ['--norc', '-o', 'pipefail', '-c', line], {
    cwd: folder,
    env: {...aws.env, HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const follows = line.includes('--follow');
  const asked = setInterval(() => {
    // Once: a second one ends it at once, without an exit code.
    if (follows && !child.killed && aws.calls.slice(before).some(({operation}) => operation.startsWith('logs:')))
      child.kill('SIGINT');
  }, 50);
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  clearInterval(asked);
  expect(stdout + stderr).not.toContain(CANARY);
  expect(stderr).not.toMatch(/Error:|Usage:|not found|unexpected/i);
  expect(follows ? [130] : [0, 1, 4]).toContain(code);
  return {code, stdout};
}

describe('the examples in the help', () => {
  it('are there for every command that is more than help', () => {
    const without = Object.entries(manifest.commands).filter(([, {examples}]) => (examples ?? []).length === 0);
    expect(without.map(([id]) => id)).toEqual(['help']);
  });

  it.each(EXAMPLES)('%s: does what it says', async (line) => {
    const {stdout} = await inShell(line);
    const written = / (?:-o|--write) (\S+)/.exec(line)?.[1];
    if (written !== undefined) {
      const path = join(folder, written.replace('~/', ''));
      expect(await readFile(path, 'utf8')).not.toBe('');
      await rm(path);
    }
    // No line of this world matches what --insights searches for: stdout holds none, and no marks alone either.
    else if (!/--follow|--insights|init$|^source/.test(line)) expect(stdout.trim()).not.toBe('');
  });
});

describe('the workflow for GitHub Actions', () => {
  const {jobs, env, permissions} = workflow;
  const steps: readonly {name?: string; run?: string; uses?: string; with?: {[name: string]: unknown}}[] =
    jobs.deploy.steps;
  const lines = steps.flatMap(({run}) => run ?? []);

  it('is YAML, may write nothing, and names what it uses by version', () => {
    expect(permissions).toEqual({contents: 'read', 'id-token': 'write'});
    expect(Object.keys(env)).toEqual(['AWS_REGION', 'SERVICE', 'IMAGE_TAG']);
    for (const {uses, run} of steps)
      expect(run ?? uses).toMatch(run === undefined ? /^[\w-]+\/[\w-]+@v\d+$/ : /nerava-diag/);
    expect(lines.length).toBeGreaterThanOrEqual(4);
  });

  it.each(lines)('%s', async (line) => {
    const {code, stdout} = await inShell(line, {AWS_REGION: env.AWS_REGION, SERVICE: env.SERVICE, IMAGE_TAG: 'v33'});
    if (line.includes('--format github')) expect(stdout).toMatch(/^::(error|warning|notice) /m);
    if (line.includes('--exit-zero')) expect(code).toBe(0);
    const written = / -o (\S+)/.exec(line)?.[1];
    if (written !== undefined) expect(await readFile(join(folder, written), 'utf8')).not.toBe('');
  });

  it('uploads the file that it wrote', () => {
    const upload = steps.find(({uses}) => uses?.startsWith('actions/upload-artifact@'));
    expect(lines.some((line) => line.endsWith(`-o ${upload?.with?.['path']}`))).toBe(true);
  });

  it('stands beside further commands that work', async () => {
    const more = [...page.matchAll(/`(nerava-diag [^`]+)`/g)].map(([, line]) => (line ?? '').replaceAll('\n', ' '));
    expect(more.length).toBeGreaterThanOrEqual(2);
    for (const line of more) {
      await inShell(line.replace('oci:build/image', 'oci:build/image:v33'));
    }
  });
});
