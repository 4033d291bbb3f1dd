import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {compareImages} from '../../src/app/compare-images.js';

/** Images made by umoci and converted by skopeo: archives that this project did not write. Needs both tools. */
describe('images of umoci and skopeo', () => {
  let work: string;
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, {cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
  const put = (path: string, content: string, mode = 0o644): void => {
    const full = join(work, path);
    mkdirSync(join(full, '..'), {recursive: true});
    writeFileSync(full, content);
    chmodSync(full, mode);
  };

  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'umoci-'));
    run('umoci', 'init', '--layout', 'layout');
    run('umoci', 'new', '--image', 'layout:base');
    put('one/app/main.py', 'print(1)\n');
    put('one/app/old.txt', 'old\n');
    put('one/app/same.txt', 'same\n');
    put(`one/app/${'deep-directory/'.repeat(12)}long.txt`, 'long name\n');
    run('umoci', 'insert', '--rootless', '--image', 'layout:base', '--tag', 'v1', 'one/app', '/app');
    put('two/main.py', 'print(2)\n', 0o755);
    put('two/new.txt', 'new\n');
    run('umoci', 'insert', '--rootless', '--image', 'layout:v1', '--tag', 'v2', 'two', '/app');
    run('umoci', 'insert', '--rootless', '--image', 'layout:v2', '--whiteout', '/app/old.txt');
    run('umoci', 'config', '--image', 'layout:v2', '--config.cmd', 'python', '--config.cmd', '/app/main.py');
    run('skopeo', 'copy', '-q', 'oci:layout:v2', 'docker-archive:v2.tar:api:v2');
    // The archive holds plain layers: on their way into a layout they are packed anew.
    run('skopeo', 'copy', '-q', '--dest-compress-format', 'zstd', 'docker-archive:v2.tar:api:v2', 'oci:zstd:v2');
  });
  afterAll(() => rmSync(work, {recursive: true, force: true}));

  it('compares two versions file by file', async () => {
    const result = await compareImages(`oci:${work}/layout:v1`, `oci:${work}/layout:v2`, {files: {}});
    expect(result.problems).toEqual([]);
    expect(result.layers.map((row) => row.status)).toEqual(['same', 'added', 'added']);
    expect(result.config.changed.map(({field}) => field)).toEqual(['Cmd']);
    expect(result.files?.added.map(({path}) => path)).toEqual(['app/main.py', 'app/new.txt']);
    expect(result.files?.removed).toMatchObject([{path: 'app/old.txt', fromSharedLayer: true}]);
  });

  it('finds the archive that skopeo wrote of an image equal to it', async () => {
    const result = await compareImages(`oci:${work}/layout:v2`, `docker-archive:${work}/v2.tar:v2`, {files: {}});
    expect(result.problems).toEqual([]);
    expect(result.layers.every((row) => row.status === 'same')).toBe(true);
  });

  it('knows layers packed anew with zstd by their content, and reads them', async () => {
    const repacked = await compareImages(`oci:${work}/layout:v2`, `oci:${work}/zstd:v2`, {files: {}});
    expect(repacked.layers.map((row) => row.matchedBy)).toEqual(['diff-id', 'diff-id', 'diff-id']);
    const read = await compareImages(`oci:${work}/layout:base`, `oci:${work}/zstd:v2`, {files: {diffIds: true}});
    expect(read.problems).toEqual([]);
    expect(read.files?.added.map(({path}) => path.split('/').at(-1))).toEqual(
      expect.arrayContaining(['long.txt', 'main.py', 'new.txt', 'same.txt']),
    );
    expect(read.files?.added.map(({path}) => path)).not.toContain('app/old.txt');
  });
});

/** Two images that umoci packs out of a folder that changes step by step, held against what it unpacks of them. */
describe('images that umoci packs layer by layer', () => {
  let work: string;
  const umoci = (...args: string[]): void => {
    execFileSync('umoci', args, {cwd: work, stdio: ['ignore', 'pipe', 'pipe']});
  };
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'umoci-steps-'));
    umoci('init', '--layout', 'layout');
  });
  afterAll(() => rmSync(work, {recursive: true, force: true}));

  /** Packs five steps of changes and an opaque folder, each a layer; returns the root file system that umoci unpacks of the result. */
  function pack(tag: string, seed: number): string {
    const random = randomOf(seed);
    const bundle = join(work, tag);
    umoci('new', '--image', `layout:${tag}`);
    umoci('unpack', '--rootless', '--image', `layout:${tag}`, bundle);
    const root = join(bundle, 'rootfs');
    for (let layer = 0; layer < 5; layer++) {
      for (let i = 0; i < 40; i++) change(root, random);
      // Two names of one file, one of which a later layer replaces.
      if (layer === 2) {
        writeFileSync(join(root, 'early'), 'early');
        linkSync(join(root, 'early'), join(root, 'early-link'));
      }
      if (layer === 3) {
        rmSync(join(root, 'early'));
        writeFileSync(join(root, 'early'), tag);
      }
      if (layer === 4) finish(root, tag);
      umoci('repack', '--refresh-bundle', '--image', `layout:${tag}`, bundle);
    }
    // A folder that hides what lies below it.
    mkdirSync(join(work, `${tag}-opaque`));
    writeFileSync(join(work, `${tag}-opaque/only`), tag);
    umoci('insert', '--rootless', '--opaque', '--image', `layout:${tag}`, `${tag}-opaque`, '/a');
    umoci('unpack', '--rootless', '--image', `layout:${tag}`, `${bundle}-unpacked`);
    return `${bundle}-unpacked/rootfs`;
  }

  it.each([1, 2, 3, 4, 5])('differ as their unpacked trees do (%i)', async (seed) => {
    const a = walk(pack(`a${seed}`, seed));
    const b = walk(pack(`b${seed}`, seed + 100));
    const {files, problems} = await compareImages(`oci:${work}/layout:a${seed}`, `oci:${work}/layout:b${seed}`, {
      files: {sha256: true, diffIds: true},
    });
    expect(problems).toEqual([]);
    expect(files?.sharedLayersUnread).toBe(0);
    const only = (one: Map<string, string>, other: Map<string, string>): string[] =>
      [...one]
        .filter(([path, line]) => {
          const isEmpty = ![...one.keys()].some((inner) => inner.startsWith(`${path}/`));
          return !other.has(path) && (!line.startsWith('directory') || isEmpty);
        })
        .map(([path]) => path)
        .sort();
    expect(a.size + b.size).toBeGreaterThan(10);
    expect(files?.added.map(({path}) => path)).toEqual(only(b, a));
    expect(files?.removed.map(({path}) => path)).toEqual(only(a, b));
    const changed = [...a].filter(([path, line]) => b.has(path) && b.get(path) !== line).map(([path]) => path);
    expect(files?.changed.map(({path}) => path)).toEqual(changed.sort());
  });
});

/** Numbers from 0 to below `limit`: the same for the same seed. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 16) % limit;
  };
}

/** One change somewhere in the tree: written, deleted, replaced by another kind of file, or given another mode. */
function change(root: string, random: (limit: number) => number): void {
  const depth = 1 + random(3);
  const path = join(root, ...Array.from({length: depth}, () => 'abcd'.charAt(random(4))));
  const kind = random(7);
  try {
    mkdirSync(join(path, '..'), {recursive: true});
    if (kind === 0) rmSync(path, {recursive: true, force: true});
    else if (kind === 1) chmodSync(path, random(2) === 0 ? 0o755 : 0o700);
    else if (kind === 3) {
      // Beside the rest: umoci cannot unpack what it packs of a folder that becomes a link.
      rmSync(`${path}-link`, {force: true});
      symlinkSync('abcd'.charAt(random(4)), `${path}-link`);
    } else {
      rmSync(path, {recursive: true, force: true});
      if (kind === 2) mkdirSync(path, {mode: 0o755});
      else writeFileSync(path, 'xyz'.charAt(random(3)).repeat(random(4)), {mode: 0o644});
    }
  } catch {
    // A file stands where a folder would be needed: this step changes nothing.
  }
}

/** Two names of one file, and a folder for the next layer to hide. */
function finish(root: string, tag: string): void {
  rmSync(join(root, 'a'), {recursive: true, force: true});
  mkdirSync(join(root, 'a'));
  writeFileSync(join(root, 'a/hidden'), tag);
  writeFileSync(join(root, 'linked'), 'one content');
  linkSync(join(root, 'linked'), join(root, 'link'));
}

/** Every path below a folder with what stands there, as one line of text. Links are not followed. */
function walk(root: string, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(root, prefix))) {
    const path = `${prefix}${name}`;
    const full = join(root, path);
    const info = lstatSync(full);
    const mode = (info.mode & 0o7777).toString(8);
    if (info.isSymbolicLink()) found.set(path, `symlink ${readlinkSync(full)}`);
    else if (info.isFile()) found.set(path, `file ${mode} ${readFileSync(full, 'utf8')}`);
    else {
      found.set(path, `directory ${mode}`);
      for (const [inner, line] of walk(root, `${path}/`)) found.set(inner, line);
    }
  }
  return found;
}
