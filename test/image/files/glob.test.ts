import {describe, expect, it} from 'vitest';
import {globSource, isGlob} from '../../../src/image/files/glob.js';

const fits = (glob: string, path: string, workingDir = '/app'): boolean =>
  new RegExp(globSource(glob, workingDir)).test(path);

describe('globs over the paths of an image', () => {
  it.each([
    ['app/core/*.py', 'app/app/core/env.py', true],
    ['app/core/*.py', 'app/app/core/deep/env.py', false],
    ['app/core/*.py', 'app/core/env.py', false],
    ['/app/core/*.py', 'app/core/env.py', true],
    ['./main.py', 'app/main.py', true],
    ['**/*.py', 'app/main.py', true],
    ['**/*.py', 'app/a/b/main.py', true],
    ['**/*.py', 'other/main.py', false],
    ['/**/*.py', 'other/main.py', true],
    ['/etc/**', 'etc/ssl/openssl.cnf', true],
    ['*.{py,js}', 'app/x.js', true],
    ['*.{py,js}', 'app/x.ts', false],
    ['file[0-9].txt', 'app/file7.txt', true],
    ['file[!0-9].txt', 'app/file7.txt', false],
    ['file?.txt', 'app/file/.txt', false],
    ['a+(b).txt', 'app/a+(b).txt', true],
    ['[x.txt', 'app/[x.txt', true],
    ['{x.txt', 'app/{x.txt', true],
  ])('%s and %s: %s', (glob, path, expected) => {
    expect(fits(glob, path)).toBe(expected);
  });

  it('knows a range that runs backwards', () => {
    expect(['[a-z]*.py', '[x.txt', '{x', '[[]', '[z-a]'].map(isGlob)).toEqual([true, true, true, true, false]);
  });

  it('is relative to the root where there is no WORKDIR', () => {
    expect(fits('etc/*', 'etc/passwd', '/')).toBe(true);
  });
});
