import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {everyCall} from '../support/every-call.js';
import {startFakeAws} from '../support/fake-aws.js';
import {CANARY} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  await using aws = await startFakeAws(everyCall());
  await writeFile(join(folder, 'base.env'), 'DATABASE_URL=postgresql://app@db.example.com/app\nGONE=1\n');
  const collected = await runCli(
    ['collect', 'my-api', '--baseline', 'base.env', '--resolve-secrets', '-o', 'incident.json'],
    {env: aws.env, cwd: folder},
  );
  expect(collected.code).toBe(0);
  const text = await readFile(join(folder, 'incident.json'), 'utf8');
  const json = JSON.parse(text);
  await writeFile(join(folder, 'cut.json'), text.slice(0, text.length / 2));
  await writeFile(join(folder, 'empty.json'), '');
  await writeFile(join(folder, 'foreign.json'), '{"name": "package", "version": "1.0.0"}');
  await writeFile(join(folder, 'future.json'), JSON.stringify({...json, schemaVersion: 99}));
  await writeFile(join(folder, 'old.json'), JSON.stringify({...json, schemaVersion: 0}));
  await writeFile(join(folder, 'edited.json'), text.replace(/"status": "collected"/, '"status": "guessed"'));
  await writeFile(join(folder, 'packed.json'), gzipSync(text));
  await mkdir(join(folder, 'folder.json'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** No AWS variable at all: whatever would call AWS fails. */
const offline = (args: readonly string[]) => runCli(args, {cwd: folder});

const COMMANDS: readonly (readonly [args: readonly string[], code: number])[] = [
  [['diagnose'], 4],
  [['diagnose', '--format', 'html'], 4],
  [['deployments'], 0],
  [['deployments', '--json'], 0],
  [['env', '--json'], 0],
  [['validate', '--json'], 4],
  [['compare-images', 'running', 'attempted'], 0],
  [['logs', '--startup'], 0],
  [['logs', '--format', 'jsonl'], 0],
  [['reproduce'], 0],
  [['reproduce', '--json'], 0],
  [['preflight', 'attempted', '--json'], 1],
];

describe('a bundle of everything', () => {
  it.each(COMMANDS)('serves %j without AWS, the same bytes each time', async (args, code) => {
    const first = await offline([...args, '--bundle', 'incident.json']);
    expect({code: first.code, errors: first.stderr.match(/^Error:.*/gm)}).toEqual({code, errors: null});
    expect(first.stdout).not.toBe('');
    expect(first.stdout).not.toContain(CANARY);
    expect((await offline([...args, '--bundle', 'incident.json'])).stdout).toBe(first.stdout);
  });
});

const BAD: readonly (readonly [file: string, words: RegExp])[] = [
  ['nowhere.json', /no such file/],
  ['folder.json', /directory/],
  ['cut.json', /cut\.json is not a bundle: it is not complete JSON/],
  ['empty.json', /empty\.json is empty/],
  ['packed.json', /packed\.json is not a bundle/],
  ['foreign.json', /foreign\.json is not a nerava-diag bundle/],
  ['future.json', /written by a newer nerava-diag: bundle version 99, this one reads up to 1/],
  ['old.json', /schemaVersion must be 1/],
  ['edited.json', /edited\.json is a damaged bundle: evidence\.\S+\.status must be/],
];

async function expectRefusal(args: readonly string[], words: RegExp): Promise<void> {
  const {code, stdout, stderr} = await offline(args);
  expect(stderr).toMatch(words);
  expect(stderr.match(/^Error: /gm)).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at |undefined|\[object/);
  expect(stderr.split('\n').length).toBeGreaterThan(2);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
}

describe('a file that is no bundle', () => {
  for (const command of [
    ['diagnose'],
    ['deployments'],
    ['env'],
    ['validate'],
    ['reproduce'],
    ['logs'],
    ['compare-images', 'running', 'attempted'],
    ['preflight', 'running'],
  ]) {
    it.each(BAD)(`is refused by ${command[0]}: %s`, (file, words) =>
      expectRefusal([...command, '--bundle', file], words),
    );
  }

  it.each(
    BAD.filter(([file]) => file.endsWith('.json') && !['empty.json', 'packed.json', 'folder.json'].includes(file)),
  )('is refused as something to compare with: %s', async (file, words) => {
    await expectRefusal(['env', '--bundle', 'incident.json', '--against', file], words);
    await expectRefusal(['diagnose', '--bundle', 'incident.json', '--baseline', file], words);
  });

  it.each(['empty.json', 'packed.json', 'folder.json'])('%s is not taken for an env file', async (file) => {
    await expectRefusal(['env', '--bundle', 'incident.json', '--against', file], /\.json/);
    await expectRefusal(['diagnose', '--bundle', 'incident.json', '--baseline', file], /\.json/);
  });
});
