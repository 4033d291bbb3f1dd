import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'nerava-diag-pack-'));
const copy = join(work, 'repository');
const elsewhere = join(work, 'elsewhere');
const SAMPLE = 'node_modules/nerava-diag/fixtures/incidents/nerava-v24-v32/bundle.json';

/** Packs a copy, so that the repository's own package.json is never touched while other tests read it. */
let packed: {filename: string; size: number; unpackedSize: number; files: {path: string}[]};

beforeAll(() => {
  const left = new Set(['node_modules', 'dist', '.git', '.tmp', 'coverage', 'test-results']);
  cpSync(root, copy, {recursive: true, filter: (source) => !left.has(source.slice(root.length))});
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(work, 'home'));
  mkdirSync(elsewhere);
  [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', work], copy)) as [typeof packed];
  writeFileSync(join(elsewhere, 'package.json'), '{"private": true, "type": "module"}');
  // Offline: the bundle needs no other package.
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(work, packed.filename)], elsewhere);
}, 180_000);

afterAll(() => rmSync(work, {recursive: true, force: true}));

function run(command: string, parameters: readonly string[], cwd: string): string {
  return execFileSync(command, parameters, {
    cwd,
    encoding: 'utf8',
    env: {PATH: process.env['PATH'], HOME: join(work, 'home'), NO_COLOR: '1'},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('the tarball', () => {
  it('holds what is needed and nothing else', () => {
    const paths = packed.files.map(({path}) => path);
    const expected = [
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|THIRD_PARTY_LICENSES\.txt|oclif\.manifest\.json)$/,
      /^bin\/(run\.js|package\.json)$/,
      /^dist\/(index\.js|.+\.(cjs|cjs\.map|d\.ts|json))$/,
      /^docs\/(causes|rules)\/[\w-]+\.md$/,
      /^schema\/[\w.-]+\.json$/,
      /^fixtures\/incidents\/nerava-v24-v32\//,
    ];
    expect(paths.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const path of ['bin/run.js', 'dist/index.js', 'dist/index.d.ts', 'THIRD_PARTY_LICENSES.txt', 'LICENSE']) {
      expect(paths).toContain(path);
    }
  });

  it('stays within its budget', () => {
    expect(packed.size).toBeLessThan(2_500_000);
    expect(packed.unpackedSize).toBeLessThan(12_000_000);
  });

  it('installs one package', () => {
    const lock = JSON.parse(readFileSync(join(elsewhere, 'package-lock.json'), 'utf8')) as {packages: object};
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/nerava-diag']);
  });

  it('carries the licences of what it bundles', () => {
    const licences = readFileSync(join(elsewhere, 'node_modules/nerava-diag/THIRD_PARTY_LICENSES.txt'), 'utf8');
    expect(licences).toMatch(/^@oclif\/core 4\.\d+\.\d+ \(MIT\)$/m);
    expect(licences).toMatch(/^@aws-sdk\/client-apprunner 3\.\d+\.\d+ \(Apache-2\.0\)$/m);
  });

  it('leaves the repository as it was', () => {
    expect(readFileSync(join(copy, 'package.json'), 'utf8')).toBe(readFileSync(join(root, 'package.json'), 'utf8'));
  });
});

describe('installed elsewhere, with an empty home', () => {
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string};

  it('says its version', () => {
    expect(run('npx', ['--no-install', 'nerava-diag', '--version'], elsewhere)).toContain(`nerava-diag/${version} `);
  });

  it('diagnoses the sample incident', () => {
    const report = run(
      'npx',
      ['--no-install', 'nerava-diag', 'diagnose', '--bundle', SAMPLE, '--json', '--exit-zero'],
      elsewhere,
    );
    expect(JSON.parse(report)).toMatchObject({schemaVersion: 1, outcome: 'failing'});
  });

  it('is a library', () => {
    const program = `import {predictStartup} from 'nerava-diag';
      console.log(predictStartup({ENV: 'prod'}, {secrets: []}).outcome);`;
    expect(run(process.execPath, ['--input-type=module', '--eval', program], elsewhere).trim()).toBe('exits');
  });

  it('has types', () => {
    writeFileSync(
      join(elsewhere, 'consumer.ts'),
      "import {predictStartup} from 'nerava-diag';\nexport const outcome: string = predictStartup({ENV: 'prod'}).outcome;\n// @ts-expect-error a number is no environment\npredictStartup(1);\n",
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    run(
      process.execPath,
      [
        tsc,
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        '--types',
        'node',
        '--typeRoots',
        join(root, 'node_modules/@types'),
        '--module',
        'nodenext',
        '--target',
        'es2023',
        'consumer.ts',
      ],
      elsewhere,
    );
  });
});

describe('from a clone', () => {
  it('runs after the build', () => {
    expect(run(process.execPath, ['bin/run.js', '--version'], root)).toContain('nerava-diag/');
    expect(run(process.execPath, ['bin/run.js', '--help'], root)).toContain('USAGE');
  });
});
