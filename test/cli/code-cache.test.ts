import {chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, CANARY, rolledBackIncident} from '../support/incident.js';
import {runCli} from '../support/run-cli.js';

// The built program, as a process: what V8 compiled in one run is used by the next, and never believed blindly.

let aws: FakeAws;
let folder: string;
beforeAll(async () => {
  aws = await startFakeAws(rolledBackIncident());
});
afterAll(() => aws.close());
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'nerava-diag-cache-')), 'cache');
});
afterEach(() => rm(join(folder, '..'), {recursive: true}));

const run = (args = ['explain', 'missing-env'], env: {readonly [name: string]: string} = {}) =>
  runCli(args, {env: {NERAVA_DIAG_CACHE_DIR: folder, ...env}});
const files = () => readdir(folder).catch(() => []);

async function onlyFile(): Promise<string> {
  const names = await files();
  expect(names).toHaveLength(1);
  return join(folder, names[0]!);
}

/** Written anew by the run: the file is another one. */
const identity = async (path: string) => (await stat(path, {bigint: true})).ino;

describe('the code cache', () => {
  it('is written by the first run and used, not written, by the next', async () => {
    const first = await run();
    const path = await onlyFile();
    expect(path).toMatch(/explain-[0-9a-f]{16}-v\d+\.\d+\.\d+-\w+\.v8cache$/);
    const written = await identity(path);
    expect(await run()).toEqual(first);
    expect(await identity(await onlyFile())).toBe(written);
  });

  it.runIf(process.platform !== 'win32')('is its owner’s alone', async () => {
    await run();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(await onlyFile())).mode & 0o777).toBe(0o600);
  });

  it('has a file for each command, and one for all that is none', async () => {
    for (const args of [['explain', 'missing-env'], ['env', ARN], ['nothing-of-the-kind'], ['neither/this']])
      await run(args);
    expect((await files()).map((name) => name.split('-')[0]).sort()).toEqual(['env', 'explain', 'none']);
  });

  it('holds no value that a run read', async () => {
    const {code, stdout} = await run(['env', ARN, '--json'], aws.env);
    expect(code).toBe(0);
    expect(stdout).toContain('my-api');
    const bytes = await readFile(await onlyFile());
    for (const secret of [CANARY, aws.env['AWS_SECRET_ACCESS_KEY']!]) {
      expect(bytes.includes(secret, 0, 'latin1')).toBe(false);
      expect(bytes.includes(secret, 0, 'utf16le')).toBe(false);
    }
  });

  it('of a run that failed early is made again by one that did not', async () => {
    expect((await run(['env', ARN], {AWS_REGION: 'us-east-1'})).code).toBe(3);
    const poor = (await stat(await onlyFile())).size;
    expect((await run(['env', ARN], aws.env)).code).toBe(0);
    const whole = await onlyFile();
    expect((await stat(whole)).size).toBeGreaterThan(poor);
    const written = await identity(whole);
    expect((await run(['env', ARN], {AWS_REGION: 'us-east-1'})).code).toBe(3);
    expect(await identity(await onlyFile())).toBe(written);
  });

  const damages: {readonly [what: string]: (bytes: Buffer) => Buffer} = {
    empty: () => Buffer.alloc(0),
    'cut short': (bytes) => bytes.subarray(0, bytes.length >> 1),
    'longer than it was': (bytes) => Buffer.concat([bytes, Buffer.from('more')]),
    'of something else': () => Buffer.from('not a cache at all, but long enough to be read as one'),
    ...Object.fromEntries(
      [0, 4, 9, 0.3, 0.6, 0.99].map((place) => [
        `damaged at ${place < 1 && place > 0 ? `${place * 100} %` : `byte ${place}`}`,
        (bytes: Buffer) => {
          const at = place < 1 && place > 0 ? Math.floor(bytes.length * place) : place;
          const damaged = Buffer.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ 0x55;
          return damaged;
        },
      ]),
    ),
  };
  it.each(Object.entries(damages))('%s is not used, and made again', async (_what, damage) => {
    const first = await run();
    const path = await onlyFile();
    const good = await readFile(path);
    const bad = damage(good);
    await writeFile(path, bad);
    expect(await run()).toEqual(first);
    expect((await readFile(path)).equals(bad)).toBe(false);
    expect(await run()).toEqual(first);
  });

  it.runIf(process.platform !== 'win32')('that others may write is not used', async () => {
    const first = await run();
    const path = await onlyFile();
    await chmod(path, 0o666);
    const written = await identity(path);
    expect(await run()).toEqual(first);
    expect(await identity(path)).not.toBe(written);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.runIf(process.platform !== 'win32')('is not written to a folder that others may write', async () => {
    await mkdir(folder);
    await chmod(folder, 0o777);
    expect((await run()).code).toBe(0);
    expect(await files()).toEqual([]);
  });

  it.each([
    ['NODE_DISABLE_COMPILE_CACHE', '1'],
    ['NODE_OPTIONS', '--enable-source-maps'],
  ])('is left alone with %s=%s', async (name, value) => {
    const plain = await run(['explain', 'missing-env'], {[name]: value});
    expect(await files()).toEqual([]);
    expect(plain).toEqual(await run());
  });

  it('is not missed where there is no place for it', async () => {
    const expected = await run();
    const nowhere = join(folder, 'no', 'such', 'place');
    for (const place of [nowhere, '/dev/null/cache', '/proc/cache']) {
      expect(await run(['explain', 'missing-env'], {NERAVA_DIAG_CACHE_DIR: place})).toEqual(expected);
    }
    await expect(stat(join(folder, 'no'))).rejects.toThrow('ENOENT');
  });

  it.runIf(process.platform === 'linux')('lies where caches lie, and makes no home', async () => {
    const home = join(folder, '..', 'home');
    const at = (env: {readonly [name: string]: string}) => run(undefined, {NERAVA_DIAG_CACHE_DIR: '', ...env});
    await at({HOME: home});
    await expect(stat(home)).rejects.toThrow('ENOENT');
    await mkdir(home);
    await at({HOME: home});
    expect(await readdir(join(home, '.cache'))).toEqual(['nerava-diag']);
    await at({HOME: home, XDG_CACHE_HOME: join(home, 'xdg')});
    expect(await readdir(join(home, 'xdg'))).toEqual(['nerava-diag']);
  });

  it('loses what has not been written for a month when a new one is written', async () => {
    await mkdir(folder, {mode: 0o700});
    const [old, recent, foreign] = ['env-0.v8cache', 'env-1.v8cache', 'notes.txt'].map((name) => join(folder, name));
    const long = new Date(Date.now() - 31 * 24 * 3600 * 1000);
    for (const path of [old!, recent!, foreign!]) await writeFile(path, 'x');
    for (const path of [old!, foreign!]) await utimes(path, long, long);
    await run();
    const names = await files();
    expect(names).toContain('env-1.v8cache');
    expect(names).toContain('notes.txt');
    expect(names).not.toContain('env-0.v8cache');
  });
});
