import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import Collect from '../../src/commands/collect.js';
import Diagnose from '../../src/commands/diagnose.js';
import Env from '../../src/commands/env.js';
import {everyCall} from '../support/every-call.js';
import {startFakeAws} from '../support/fake-aws.js';
import {runCommand} from '../support/run-command.js';
import {expectMessages, expectNoStack} from './expectations.js';
import {SAMPLE} from './processes.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baselines-'));
  const bundle = await readFile(SAMPLE);
  await writeFile(join(folder, 'cut.json'), bundle.subarray(0, 5000));
  await writeFile(join(folder, 'utf16.json'), Buffer.from(`\ufeff${bundle.toString('utf8')}`, 'utf16le'));
  await writeFile(join(folder, 'other.json'), '{"a": 1}');
  await writeFile(join(folder, 'empty.json'), '');
  await writeFile(join(folder, 'comments.env'), '# nothing\n\n');
  await writeFile(join(folder, 'noise.bin'), Buffer.from(Array.from({length: 3000}, (_, i) => (i * 7919) % 256)));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

describe('a baseline that is none', () => {
  it.each(['missing.json', '.', 'cut.json', 'utf16.json', 'other.json', 'empty.json', 'comments.env', 'noise.bin'])(
    '%s: one message that names it, exit 2, before AWS is asked',
    async (name) => {
      await using fake = await startFakeAws(everyCall());
      for (const [command, args, flag] of [
        [Diagnose, ['my-api', '--baseline'], '--baseline'],
        [Collect, ['my-api', '--baseline'], '--baseline'],
        [Env, ['my-api', '--against'], '--against'],
      ] as const) {
        // A folder may be the name of a service to --against.
        if (name === '.' && flag === '--against') continue;
        const path = name === '.' ? folder : join(folder, name);
        const {code, stdout, stderr} = await runCommand(command, [...args, path], fake.env);
        expect({code, stdout}).toEqual({code: 2, stdout: ''});
        expectMessages(stderr, 1);
        expectNoStack(stderr);
        expect(stderr).toContain(path);
        expect(stderr).not.toContain(flag === '--baseline' ? '--against' : '--baseline');
        expect(fake.calls).toEqual([]);
      }
    },
  );
});
