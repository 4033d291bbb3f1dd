import {execFileSync} from 'node:child_process';
import {mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {checkOutput, revealedText} from '../../src/app/reveal.js';
import type {Environment} from '../../src/views/environment.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reveal-'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await symlink('/dev/stdout', join(folder, 'link'));
  await writeFile(join(folder, 'file'), 'old');
});
afterAll(() => rm(folder, {recursive: true, force: true}));

it.each(['/dev/stdout', '/dev/stderr', '/dev/fd/1', '/proc/self/fd/1', '/dev/null', '-', 'pipe', 'link'])(
  'writes no values to %s',
  async (output) => {
    const path = output.startsWith('/') || output === '-' ? output : join(folder, output);
    await expect(checkOutput(path)).rejects.toMatchObject({
      exitCode: 2,
      message: '--reveal-all writes into a file only.',
    });
  },
);

it('writes values to a file, there already or not', async () => {
  await checkOutput(join(folder, 'file'));
  await checkOutput(join(folder, 'new'));
});

it('shows every character of a value', () => {
  const environment = {service: 'my-api', variables: []} as unknown as Environment;
  const shown = (value: string) => revealedText('NAME', environment, new Map([['NAME', value]]));
  expect(shown('\u001B[31mred-canary\u001B[0m')).toBe('\\x1b[31mred-canary\\x1b[0m\n');
  expect(shown('a\r\nb\tc\u202E')).toBe('a\\x0d\nb\tc\\u{202e}\n');
  expect(() => revealedText('OTHER', environment, new Map())).toThrow('my-api has no variable OTHER');
});
