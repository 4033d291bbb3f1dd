import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {shellWord, startCommandWords} from '../../src/engine/start-command.js';

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

describe('shellWord', () => {
  it('reaches a program as it stands, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({maxLength: 20}).filter((word) => !word.includes('\0')),
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
          const said = execFileSync('sh', ['-c', line.map(shellWord).join(' ')], {encoding: 'utf8'});
          expect(JSON.parse(said)).toEqual(words);
        },
      ),
      {numRuns: 8},
    );
  });
});
