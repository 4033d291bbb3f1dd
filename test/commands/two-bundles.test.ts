import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Dataset, startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';
import {beforeDeployment, COMPLETE, SECRET} from '../support/preflight-incident.js';
import {runCli} from '../support/run-cli.js';

/** Equal in length to the value before: only a print can tell them apart. */
const CHANGED = COMPLETE['REDIS_URL']?.replace('cache', 'other') ?? '';

/** A healthy service's report lists no changes: the newest deployment failed here. */
function afterFailure(dataset: Dataset): Dataset {
  const failed = {
    id: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    type: 'START_DEPLOYMENT',
    status: 'FAILED',
    startedAt: '2026-02-12T10:00:00Z',
    endedAt: '2026-02-12T10:05:00Z',
  };
  const services = dataset.services?.map((service) => ({
    ...service,
    operations: [failed, ...(service.operations ?? [])],
  }));
  return {...dataset, ...(services && {services})};
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'two-bundles-'));
  const collect = async (variables: {readonly [name: string]: string}, args: readonly string[]) => {
    await using aws = await startFakeAws(afterFailure(beforeDeployment(variables)));
    const {code} = await runCli(['collect', ARN, ...args], {env: aws.env, cwd: folder});
    expect(code).toBe(0);
  };
  const later = {...COMPLETE, REDIS_URL: CHANGED, ADDED: 'x'};
  Reflect.deleteProperty(later, 'ENV');
  await collect(COMPLETE, ['-o', 'healthy.json']);
  await collect(later, ['-o', 'alone.json']);
  await collect(later, ['--baseline', 'healthy.json', '-o', 'later.json']);
});
afterAll(() => rm(folder, {recursive: true, force: true}));

it('asks AWS for no service beside a bundle', async () => {
  await using aws = await startFakeAws(rolledBackIncident());
  const {code, stdout, stderr} = await runCli(['env', '--bundle', 'later.json', '--against', 'my-api'], {
    cwd: folder,
    env: aws.env,
  });
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain('--bundle is offline');
  expect(stderr).toContain('nerava-diag collect my-api -o other.json');
  expect(aws.calls).toEqual([]);
});

const against = async (bundle: string) => {
  const {code, stdout} = await runCli(['env', '--bundle', bundle, '--against', 'healthy.json', '--json'], {
    cwd: folder,
  });
  expect(code).toBe(0);
  return JSON.parse(stdout).against;
};
const changes = async (bundle: string) => {
  const result = await runCli(['diagnose', '--bundle', bundle, '--baseline', 'healthy.json', '--json', '--exit-zero'], {
    cwd: folder,
  });
  const found: {what: string; before: string | null; after: string | null}[] = JSON.parse(result.stdout).changes;
  return {stderr: result.stderr, said: found.filter(({what}) => what.startsWith('variables'))};
};

describe('two bundles', () => {
  it('of one salt compare by value, without a value in either', async () => {
    const {added, removed, changed, unknown} = await against('later.json');
    expect({added, removed, changed, unknown}).toEqual({
      added: ['ADDED'],
      removed: ['ENV'],
      changed: ['REDIS_URL'],
      unknown: [],
    });
    const {stderr, said} = await changes('later.json');
    expect(stderr).toBe('');
    expect(said.map(({what, before, after}) => [what, before, after])).toEqual([
      ['variables added since the baseline', null, 'ADDED'],
      ['variables gone since the baseline', 'ENV', null],
      ['variables with another value than in the baseline', 'REDIS_URL', 'REDIS_URL'],
    ]);
    for (const name of ['healthy.json', 'later.json']) {
      expect(await readFile(join(folder, name), 'utf8')).not.toContain(SECRET);
    }
  });

  it('of two salts compare by names and lengths only, and say so', async () => {
    const {added, removed, changed, unknown} = await against('alone.json');
    expect({added, removed, changed}).toEqual({added: ['ADDED'], removed: ['ENV'], changed: []});
    expect(unknown).toContain('REDIS_URL');
    const {stderr, said} = await changes('alone.json');
    expect(stderr).toContain('under another salt');
    expect(stderr).toContain('Collect with --baseline healthy.json');
    expect(said.map(({what}) => what)).toEqual([
      'variables added since the baseline',
      'variables gone since the baseline',
    ]);
  });

  it('compare with an env file under the bundle’s own salt', async () => {
    const lines = Object.entries(COMPLETE).map(([name, value]) => `${name}=${value}`);
    await writeFile(join(folder, 'healthy.env'), `${lines.join('\n')}\n`);
    const {stdout, stderr} = await runCli(
      ['diagnose', '--bundle', 'alone.json', '--baseline', 'healthy.env', '--json', '--exit-zero'],
      {cwd: folder},
    );
    const said: {what: string; after: string | null}[] = JSON.parse(stdout).changes;
    expect(said.find(({what}) => what.startsWith('variables with another value'))?.after).toBe('REDIS_URL');
    expect(stdout + stderr).not.toContain(SECRET);
  });
});
