import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {compareImages} from '../../../src/app/compare-images.js';
import type {PackageComparison} from '../../../src/image/comparison.js';
import type {FileOptions} from '../../../src/image/read-pair.js';
import {type TestLayer, writeOciLayout} from '../support/images.js';
import type {Item} from '../support/tar-writer.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'packages-'));
});
afterEach(() => rm(directory, {recursive: true, force: true}));

async function compare(
  a: readonly TestLayer[],
  b: readonly TestLayer[],
  files: FileOptions = {},
): Promise<PackageComparison> {
  await writeOciLayout(directory, {a: {layers: a}, b: {layers: b}});
  const {packages} = await compareImages(`oci:${directory}:a`, `oci:${directory}:b`, {files});
  if (packages === undefined) throw new Error('nothing was compared');
  return packages;
}
const layer = (...items: Item[]): TestLayer => ({items});
const words = ({added, removed, changed}: PackageComparison) => ({
  added: added.map(({ecosystem, name, b}) => `${ecosystem} ${name} ${b}`),
  removed: removed.map(({ecosystem, name, a}) => `${ecosystem} ${name} ${a}`),
  changed: changed.map(({ecosystem, name, a, b}) => `${ecosystem} ${name} ${a} → ${b}`),
});

const dpkg = (packages: {readonly [name: string]: string}): Item => ({
  path: 'var/lib/dpkg/status',
  content: `${Object.entries(packages)
    .map(([name, version]) => `Package: ${name}\nStatus: install ok installed\nVersion: ${version}`)
    .join('\n\n')}\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n`,
});
const apk = (packages: {readonly [name: string]: string}): Item => ({
  path: 'lib/apk/db/installed',
  content: Object.entries(packages)
    .map(([name, version]) => `C:Q1\nP:${name}\nV:${version}\nA:x86_64\n`)
    .join('\n'),
});
const pip = (name: string, version: string): Item => ({
  path: `usr/local/lib/python3.11/site-packages/${name}-${version}.dist-info/METADATA`,
});
const npm = (name: string, version: string): Item => ({
  path: `app/node_modules/${name}/package.json`,
  content: JSON.stringify({name, version}),
});

describe('packages', () => {
  it.each<[string, (packages: {readonly [name: string]: string}) => Item]>([
    ['dpkg', dpkg],
    ['apk', apk],
  ])('of %s: added, removed and changed; what is not installed does not count', async (ecosystem, database) => {
    const a = [layer(database({libssl: '3.0.1', zlib: '1.3', curl: '8.0'}))];
    const b = [layer(database({libssl: '3.0.2', zlib: '1.3', musl: '1.2'}))];
    expect(words(await compare(a, b))).toEqual({
      added: [`${ecosystem} musl 1.2`],
      removed: [`${ecosystem} curl 8.0`],
      changed: [`${ecosystem} libssl 3.0.1 → 3.0.2`],
    });
  });

  it('of distroless images: a file for each package', async () => {
    const one = (name: string, version: string): Item => ({
      path: `var/lib/dpkg/status.d/${name}`,
      content: `Package: ${name}\nVersion: ${version}\n`,
    });
    const found = await compare([layer(one('base', '1'), one('tz', '1'))], [layer(one('base', '2'), one('tz', '1'))]);
    expect(words(found)).toEqual({added: [], removed: [], changed: ['dpkg base 1 → 2']});
  });

  it('of pip and npm, whatever case and separator the name is written with', async () => {
    const a = [layer(pip('FastAPI', '0.110'), pip('zope.interface', '6.1'), npm('@scope/x', '1.0.0'))];
    const b = [layer(pip('fastapi', '0.115'), pip('zope_interface', '6.1'), npm('left-pad', '1.3.0'))];
    expect(words(await compare(a, b))).toEqual({
      added: ['npm left-pad 1.3.0'],
      removed: ['npm @scope/x 1.0.0'],
      changed: ['pip fastapi 0.110 → 0.115'],
    });
  });

  it('of npm are known also where their manifests are shown by --path', async () => {
    const found = await compare([layer(npm('left-pad', '1.0.0'))], [layer(npm('left-pad', '1.3.0'))], {
      paths: ['/app/**'],
    });
    expect(words(found).changed).toEqual(['npm left-pad 1.0.0 → 1.3.0']);
  });

  it('are not known where one side keeps the list in a shared layer, which is not read', async () => {
    const base = layer(dpkg({libssl: '3.0.1'}));
    const found = await compare([base, layer({path: 'x'})], [base, layer({path: 'y'}, dpkg({libssl: '3.0.2'}))]);
    expect(words(found)).toEqual({added: [], removed: [], changed: []});
    expect(found.unknown).toMatchObject([
      {ecosystem: 'dpkg', why: expect.stringContaining('a layer that was not read')},
    ]);
  });

  it('are gone where everything was read and one side has no list', async () => {
    const found = await compare([layer(dpkg({libssl: '3.0.1'}))], [layer({path: 'app'})]);
    expect(found.unknown).toEqual([]);
    expect(words(found).removed).toEqual(['dpkg libssl 3.0.1']);
  });

  it('of a shared layer that one side deletes are removed', async () => {
    const base = layer(pip('redis', '5.0.1'));
    const gone = layer({path: 'usr/local/lib/python3.11/site-packages/.wh.redis-5.0.1.dist-info'});
    expect(words(await compare([base, layer({path: 'x'})], [base, gone])).removed).toEqual(['pip redis 5.0.1']);
  });
});
