import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {shellWord} from '../../src/engine/shell-word.js';
import {startCommandOf, startCommandWords} from '../../src/engine/start-command.js';

describe('startCommandWords', () => {
  it.each([
    ['node server.js', ['node', 'server.js']],
    ['  npm  run   start ', ['npm', 'run', 'start']],
    ['migrate && exec serve --port $PORT', ['migrate', '&&', 'exec', 'serve', '--port', '$PORT']],
    ['sh -c "migrate && serve"', ['sh', '-c', 'migrate && serve']],
    [`sh -c 'echo "a b"'`, ['sh', '-c', 'echo "a b"']],
    ['app --name=a" b"c', ['app', '--name=a bc']],
    ['app --dsn [masked DATABASE URL] x', ['app', '--dsn', '[masked DATABASE URL]', 'x']],
    ['app --dsn=postgresql://app:[masked url-password]@db', ['app', '--dsn=postgresql://app:[masked url-password]@db']],
    ['sh -c "never closed', ['sh', '-c', '"never', 'closed']],
    ['', []],
  ])('takes %j as %j', (command, words) => {
    expect(startCommandWords(command)).toEqual(words);
  });
});

const HOSTILE = fc.constantFrom(
  '$HOME',
  '`id`',
  '$(id)',
  "it's",
  '"',
  '\\',
  'a\nb',
  '\n',
  '\u001B[31m',
  '!x',
  '\u202E',
  '*',
  '',
);

describe('startCommandOf', () => {
  it.each([
    [['node', 'server.js'], 'node server.js'],
    [['sh', '-c', 'migrate && exec serve'], 'sh -c "migrate && exec serve"'],
    [['sh', '-c', 'echo "a b"'], `sh -c 'echo "a b"'`],
    [['sh', '-c', `echo "it's"`], `sh -c "echo \\"it's\\""`],
    [[], undefined],
    [['sh', '-c', 'a\nb'], undefined],
    [['app', '--dsn=postgresql://app:[masked url-password]@db'], undefined],
  ])('writes %j as %j', (words, command) => {
    expect(startCommandOf(words)).toBe(command);
  });

  it('is read back as the same words', () => {
    const word = fc.oneof(HOSTILE, fc.string()).filter((text) => !/[\n\r]|\[masked /.test(text));
    fc.assert(
      fc.property(fc.array(word, {minLength: 1}), (words) => {
        expect(startCommandWords(startCommandOf(words) ?? '')).toEqual(words);
      }),
    );
  });
});

describe('shellWord', () => {
  it('is one printable line, POSIX where it can be', () => {
    expect(shellWord("it's $x")).toBe("'it'\\''s $x'");
    expect(shellWord("a'\n\u001B\\")).toBe("$'a\\'\\n\\x1b\\\\'");
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (word) => {
        expect(shellWord(word)).not.toMatch(/[\p{Cc}\p{Cf}\n]/u);
      }),
    );
  });

  it('reaches a program as it stands, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc
            .oneof(fc.string({maxLength: 20}), fc.string({unit: 'binary', maxLength: 8}), HOSTILE)
            .filter((word) => !/\0|\p{Cs}/u.test(word)),
          {maxLength: 6},
        ),
        (words) => {
          const line = [
            process.execPath,
            '-e',
            'process.stdout.write(JSON.stringify(process.argv.slice(1)))',
            '--',
            ...words,
          ];
          const said = execFileSync('bash', ['--norc', '-c', line.map(shellWord).join(' ')], {encoding: 'utf8'});
          expect(JSON.parse(said)).toEqual(words);
        },
      ),
      {numRuns: 20},
    );
  });
});
