import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
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
