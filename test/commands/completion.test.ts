import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ManifestCommand} from '../../src/cli/completion/model.js';
import {loadedBy} from '../support/loaded-modules.js';
import {runCli} from '../support/run-cli.js';

const ROOT = new URL('../../', import.meta.url);
const BASH = '/bin/bash';

/** What readline does at a TAB: the words before it, the last one being completed. */
const DRIVER = `source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}
_nerava_diag
printf '%s\\n' "\${COMPREPLY[@]}"`;

let folder: string;
let commands: readonly ManifestCommand[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'completion-'));
  await writeFile(join(folder, 'incident one.json'), '');
  await mkdir(join(folder, 'incidents'));
  await runCli(['completion', 'bash', '-o', 'script.bash'], {cwd: folder});
  const manifest = await readFile(fileURLToPath(new URL('oclif.manifest.json', ROOT)), 'utf8');
  commands = Object.values((JSON.parse(manifest) as {commands: {[id: string]: ManifestCommand}}).commands);
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Completes in a bash that finds no program at all: nothing but the shell may run. */
async function complete(...words: readonly string[]): Promise<string[]> {
  const {stdout, stderr} = await promisify(execFile)(
    BASH,
    ['--norc', '--noprofile', '-c', DRIVER, 'bash', 'script.bash', 'nerava-diag', ...words],
    {cwd: folder, env: {PATH: '/nonexistent'}},
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it('completes commands', async () => {
    expect(await complete('dia')).toEqual(['diagnose']);
    expect(await complete('')).toEqual([...commands.map(({id}) => id).sort(), '--help', '--version']);
    expect(await complete('help', 'comp')).toEqual(['compare-images', 'completion']);
  });

  it('completes every flag of every command, and every value that a flag knows', async () => {
    for (const {id, flags} of commands) {
      const known = Object.values(flags).filter(({hidden}) => hidden !== true);
      const names = known.flatMap(({name, char, allowNo}) => [
        `--${name}`,
        ...(char === undefined ? [] : [`-${char}`]),
        ...(allowNo === true ? [`--no-${name}`] : []),
      ]);
      expect({id, flags: (await complete(id, '-')).sort()}).toEqual({id, flags: [...names, '--help', '-h'].sort()});
      for (const {name, options} of known) {
        if (options === undefined) continue;
        expect(await complete(id, `--${name}`, '')).toEqual(options);
        expect(await complete(id, `--${name}`, '=')).toEqual(options);
      }
    }
  });

  it('completes the rest of a value, behind a space and behind an equals sign', async () => {
    expect(await complete('diagnose', '--format', 'j')).toEqual(['json', 'junit']);
    expect(await complete('diagnose', 'my-api', '--format', '=', 'js')).toEqual(['json']);
  });

  it('completes ids after explain, once', async () => {
    expect(await complete('explain', 'startup-v')).toEqual(['startup-validation']);
    expect(await complete('explain', '')).toContain('contract-violated');
    expect(await complete('explain', '--format', '=', 'text', '-o', 'page', 'startup-v')).toEqual([
      'startup-validation',
    ]);
    expect(await complete('explain', 'missing-env', 'startup-v')).toEqual([]);
    expect(await complete('completion', 'f')).toEqual(['fish']);
    expect(await complete('completion', 'p')).toEqual(['powershell']);
  });

  it('completes files where a flag takes one, and nothing where only the user knows', async () => {
    expect((await complete('diagnose', '--bundle', 'inci')).sort()).toEqual(['incident one.json', 'incidents']);
    expect(await complete('diagnose', '--region', '')).toEqual([]);
    expect(await complete('diagnose', '')).toEqual([]);
    expect(await complete('nothing-of-ours', '')).toEqual([]);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('for %s names every command, flag and id', async (shell) => {
    const {code, stdout, stderr} = await runCli(['completion', shell]);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    for (const {id, flags} of commands) {
      expect(stdout).toContain(`${id}`);
      for (const {name, hidden} of Object.values(flags)) {
        if (hidden !== true) expect(stdout).toContain(shell === 'fish' ? `-l ${name} ` : `--${name}`);
      }
    }
    expect(stdout).toContain('startup-validation');
  });

  it('loads nothing of AWS', async () => {
    const {code, packages} = await loadedBy(['completion', 'bash']);
    expect(code).toBe(0);
    expect([...packages].filter((name) => /^@(aws-sdk|smithy)\/|^yaml$/.test(name))).toEqual([]);
  });

  it('refuses a shell that it does not know, and says which it knows', async () => {
    const {code, stderr} = await runCli(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toContain('bash, zsh, fish, powershell');
    expect(await runCli(['completion', 'bash', '--json'])).toMatchObject({code: 2, stderr: ''});
  });
});
