import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

const ZSH = fileURLToPath(new URL('complete.zsh', import.meta.url));

describe('completion scripts in their own shells', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'completion-'));
    for (const shell of ['zsh', 'fish']) {
      execFileSync(process.execPath, [BIN, 'completion', shell, '-o', join(folder, `script.${shell}`)]);
    }
    writeFileSync(join(folder, 'incident.json'), '');
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  const run = (program: string, args: readonly string[]) =>
    execFileSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: {HOME: folder, PATH: process.env['PATH']},
    })
      .split('\n')
      .map((line) => line.split('\t')[0]);
  const complete = {
    fish: (line: string) => run('fish', ['--no-config', '-c', 'source script.fish; complete -C $argv[1]', line]),
    zsh: (line: string) => run('zsh', ['-f', ZSH, 'script.zsh', line]),
  };

  it.each(['zsh', 'fish'] as const)('%s: commands, flags, values, ids and files', (shell) => {
    const found = complete[shell];
    expect(found('nerava-diag dia')).toContain('diagnose');
    expect(found('nerava-diag diagnose --base')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^--baseline/)]),
    );
    expect(found('nerava-diag diagnose --format ')).toEqual(
      expect.arrayContaining(['text', 'json', 'markdown', 'html', 'github', 'junit']),
    );
    expect(found('nerava-diag explain startup-v')).toContain('startup-validation');
    expect(found('nerava-diag completion ')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(found('nerava-diag diagnose --bundle inc')).toContain('incident.json');
    expect(found('nerava-diag diagnose --bundle inc')).not.toContain('text');
  });
});
