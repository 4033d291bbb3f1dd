import fc from 'fast-check';
import {expect, it} from 'vitest';
import {buildTree, hasPathEnding, toReadLayer} from '../../src/image/files/tree.js';
import {normalizeImagePath} from '../../src/image/image-path.js';
import {LayerReader} from '../../src/image/layer/layer-reader.js';
import {writeTar} from './support/tar-writer.js';

const part = fc.constantFrom('a', 'b.py', '.', '..', '', '.a', '...', 'a.');

it('drops what a path says twice or in vain, and knows when it leaves the root', () => {
  fc.assert(
    fc.property(fc.array(part, {maxLength: 5}), (parts) => {
      const meant = parts.filter((segment) => segment !== '' && segment !== '.');
      const expected = meant.includes('..') ? undefined : meant.join('/');
      expect(normalizeImagePath(parts.join('/'))).toBe(expected);
    }),
    {numRuns: 2000},
  );
});

it('finds an ending of the paths that a tree shows, and of no others', async () => {
  const name = fc.constantFrom('a', 'b', 'main.py', 'xmain.py', 'main.pyc', '.wh.main.py', '.wh.a');
  const path = fc.array(name, {minLength: 1, maxLength: 3}).map((parts) => parts.join('/'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(path, {maxLength: 5}), {maxLength: 3}), async (layers) => {
      const read = layers.map(async (paths, i) => {
        const reader = new LayerReader({diffId: false, sha256: false, keep: [], keepBytes: 0, maxUnpackedBytes: 1e9});
        await reader.push(writeTar(paths.map((file) => ({path: file, content: 'x'}))));
        return toReadLayer(i, await reader.finish());
      });
      const tree = buildTree(await Promise.all(read));
      for (const ending of ['/main.py', '/a/b', '/a']) {
        expect(hasPathEnding(tree, ending)).toBe([...tree.files.keys()].some((file) => file.endsWith(ending)));
      }
    }),
  );
});
