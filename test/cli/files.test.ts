import {execFileSync} from 'node:child_process';
import {mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {checkWritable, writePrivateFile} from '../../src/files.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(root, {recursive: true, force: true}));

describe('a private file', () => {
  it('is readable by its owner only, and nothing else is left behind', async () => {
    await writeFile(join(root, 'out'), 'old', {mode: 0o644});
    await writePrivateFile(join(root, 'out'), 'new');
    expect(await readFile(join(root, 'out'), 'utf8')).toBe('new');
    expect((await stat(join(root, 'out'))).mode & 0o777).toBe(0o600);
    expect(await readdir(root)).toEqual(['out']);
  });

  it('is written through a symbolic link', async () => {
    await writeFile(join(root, 'real'), 'old');
    await symlink('real', join(root, 'link'));
    await writePrivateFile(join(root, 'link'), 'new');
    expect(await readFile(join(root, 'real'), 'utf8')).toBe('new');
  });

  it('is written where a link points, though nothing is there yet', async () => {
    await symlink('real', join(root, 'link'));
    await symlink('link', join(root, 'second'));
    await checkWritable(join(root, 'second'));
    await writePrivateFile(join(root, 'second'), 'new');
    expect(await readlink(join(root, 'link'))).toBe('real');
    expect(await readlink(join(root, 'second'))).toBe('link');
    expect(await readFile(join(root, 'real'), 'utf8')).toBe('new');
    await symlink('missing/real', join(root, 'nowhere'));
    await expect(writePrivateFile(join(root, 'nowhere'), 'x')).rejects.toMatchObject({exitCode: 2});
    expect(await readlink(join(root, 'nowhere'))).toBe('missing/real');
  });

  it('leaves a device a device', async () => {
    await writePrivateFile('/dev/null', 'gone');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it.each([
    ['missing/out', 'no such file or directory'],
    ['.', 'it is a directory'],
  ])('refuses %s in words', async (path, words) => {
    await expect(writePrivateFile(join(root, path), 'x')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(words),
    });
  });
});

describe('asking whether a file can be written', () => {
  it('changes nothing: neither what stands there nor what stands beside it', async () => {
    await writeFile(join(root, 'out'), 'old');
    await checkWritable(join(root, 'out'));
    await checkWritable(join(root, 'new'));
    expect(await readdir(root)).toEqual(['out']);
    expect(await readFile(join(root, 'out'), 'utf8')).toBe('old');
  });

  it('does not wait for the reader of a pipe', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await checkWritable(join(root, 'pipe'));
    await checkWritable('/dev/null');
  });

  it.each([
    ['missing/out', 'no such file or directory'],
    ['.', 'it is a directory'],
    ['file/out', 'a part of the path is not a directory'],
  ])('refuses %s in words', async (path, words) => {
    await writeFile(join(root, 'file'), '');
    await expect(checkWritable(join(root, path))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(words),
    });
  });
});
