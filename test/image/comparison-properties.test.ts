import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {FileChange} from '../../src/image/comparison.js';
import {compareFiles} from '../../src/image/files/file-diff.js';
import {unifiedDiff} from '../../src/image/files/text-diff.js';
import {buildTree, type FileTree, toReadLayer} from '../../src/image/files/tree.js';
import {LayerReader} from '../../src/image/layer/layer-reader.js';
import {type Item, writeTar} from './support/tar-writer.js';

const name = fc.constantFrom('a', 'b', 'c', '.wh.a', '.wh.b', '.wh..wh..opq');
const item: fc.Arbitrary<Item> = fc
  .record({
    path: fc.array(name, {minLength: 1, maxLength: 3}).map((parts) => parts.join('/')),
    content: fc.constantFrom('', 'x', 'y', 'longer'),
    type: fc.constantFrom(
      'file' as const,
      'file' as const,
      'directory' as const,
      'symlink' as const,
      'hardlink' as const,
    ),
    link: fc.constantFrom('a', 'b', 'a/b', 'c'),
    mode: fc.constantFrom(0o644, 0o755),
    uid: fc.constantFrom(0, 1000),
  })
  .map((made) =>
    made.type === 'file'
      ? {...made, link: ''}
      : made.type === 'directory'
        ? {...made, link: '', content: ''}
        : {...made, content: ''},
  );
const image = fc.array(fc.array(item, {maxLength: 6}), {maxLength: 4});

async function treeOf(layers: readonly (readonly Item[])[]): Promise<FileTree> {
  const read = await Promise.all(
    layers.map(async (items, i) => {
      const reader = new LayerReader({diffId: false, sha256: false, keep: [], keepBytes: 0, maxUnpackedBytes: 1e9});
      await reader.push(writeTar(items));
      return toReadLayer(i, await reader.finish());
    }),
  );
  return buildTree(read);
}

const flip = <T>(pair: {readonly a: T; readonly b: T} | undefined) => pair && {a: pair.b, b: pair.a};
const mirrored = (change: FileChange) => ({
  ...change,
  a: change.b,
  b: change.a,
  // Of two types the newer one is told; a mirror tells the other.
  type: change.what.includes('type') ? 'either' : change.type,
  ...(change.mode && {mode: flip(change.mode)}),
  ...(change.owner && {owner: flip(change.owner)}),
  ...(change.link && {link: flip(change.link)}),
  ...(change.layer && {layer: flip(change.layer)}),
});
const plain = (change: FileChange) => ({...change, type: change.what.includes('type') ? 'either' : change.type});

describe('compareFiles', () => {
  it('finds nothing between a tree and itself', async () => {
    await fc.assert(
      fc.asyncProperty(image, async (layers) => {
        const diff = compareFiles(await treeOf(layers), await treeOf(layers));
        expect([diff.added, diff.removed, diff.changed]).toEqual([[], [], []]);
      }),
    );
  });

  it('mirrors itself: (a, b) says what (b, a) says with the sides exchanged', async () => {
    await fc.assert(
      fc.asyncProperty(image, image, async (x, y) => {
        const [a, b] = [await treeOf(x), await treeOf(y)];
        const there = compareFiles(a, b);
        const back = compareFiles(b, a);
        expect(back.added.map(plain)).toEqual(there.removed.map(mirrored));
        expect(back.removed.map(plain)).toEqual(there.added.map(mirrored));
        expect(back.changed.map(plain)).toEqual(there.changed.map(mirrored));
        expect(back.same).toBe(there.same);
      }),
    );
  });
});

describe('buildTree', () => {
  it('applies whiteouts to lower layers only, and opaque directories to everything below', async () => {
    const tree = await treeOf([
      [
        {path: 'd/a', content: '1'},
        {path: 'd/b', content: '2'},
        {path: 'e/f/g', content: '3'},
        {path: 'keep', content: '4'},
      ],
      [
        {path: 'd/.wh.a'},
        {path: 'd/a', content: 'new'},
        {path: 'd/.wh.b'},
        {path: 'e/.wh..wh..opq'},
        {path: 'e/h', content: '5'},
        {path: '.wh.below'},
      ],
    ]);
    expect([...tree.files.keys()].sort()).toEqual(['d/a', 'e/h', 'keep']);
    expect([...tree.deletedBelow]).toEqual(['below']);
    expect(tree.lost.map(({path, how}) => [path, how]).sort()).toEqual([
      ['d/a', 'deleted'],
      ['d/b', 'deleted'],
      ['e/f/g', 'deleted'],
    ]);
  });

  it.each([
    ['replaces', {path: 'target', content: 'new!'}],
    ['deletes', {path: '.wh.target'}],
  ])('lets a hard link keep its file where a later layer %s the target', async (_, later) => {
    const layer: Item[] = [
      {path: 'target', content: 'old'},
      {path: 'link', type: 'hardlink', link: 'target'},
      {path: 'second', type: 'hardlink', link: 'link'},
    ];
    const diff = compareFiles(await treeOf([layer]), await treeOf([layer, [later]]));
    expect([...diff.added, ...diff.removed, ...diff.changed].map(({path}) => path)).toEqual(['target']);
  });

  it('compares a hard link by the file that it is', async () => {
    const layer = (content: string): Item[] => [
      {path: 'target', content},
      {path: 'link', type: 'hardlink', link: 'target'},
    ];
    const diff = compareFiles(await treeOf([layer('old')]), await treeOf([layer('new!')]));
    expect(diff.changed.map(({path, what}) => [path, what])).toEqual([
      ['link', ['content']],
      ['target', ['content']],
    ]);
  });

  it('counts what a later layer writes again, and knows when the content stayed', async () => {
    const tree = await treeOf([
      [
        {path: 'a', content: 'same'},
        {path: 'b', content: 'old!'},
      ],
      [
        {path: 'a', content: 'same', uid: 1000},
        {path: 'b', content: 'new!'},
      ],
    ]);
    expect(tree.lost).toEqual([
      {path: 'a', bytes: 4, layer: 1, how: 'rewritten-unchanged'},
      {path: 'b', bytes: 4, layer: 1, how: 'overwritten'},
    ]);
  });

  it('drops what lay under a directory that becomes a file', async () => {
    const tree = await treeOf([
      [
        {path: 'd', type: 'directory'},
        {path: 'd/x', content: '1'},
      ],
      [{path: 'd', content: 'file'}],
    ]);
    expect([...tree.files.keys()]).toEqual(['d']);
  });
});

describe('links in the folders of a path', () => {
  const base: Item[] = [
    {path: 'usr/lib', type: 'directory'},
    {path: 'usr/lib/x', content: '1'},
    {path: 'usr/lib/y', content: '2'},
    {path: 'lib', type: 'symlink', link: 'usr/lib'},
  ];
  const paths = async (...layers: Item[][]): Promise<string[]> =>
    [...(await treeOf([base, ...layers])).files.keys()].sort();

  it('are followed by what is written and deleted through them', async () => {
    expect(await paths([{path: 'lib/x', content: 'new'}, {path: 'lib/.wh.y'}, {path: 'lib/z'}])).toEqual([
      'lib',
      'usr/lib',
      'usr/lib/x',
      'usr/lib/z',
    ]);
    expect(await paths([{path: 'lib/.wh..wh..opq'}])).toEqual(['lib', 'usr/lib']);
  });

  it('are followed from the entry on that makes them, to the one that takes their place', async () => {
    expect(await paths([{path: 'l', type: 'symlink', link: '/lib'}, {path: 'l/z'}])).toContain('usr/lib/z');
    expect(await paths([{path: 'lib', type: 'directory'}, {path: 'lib/z'}])).toContain('lib/z');
    expect(await paths([{path: '.wh.lib'}, {path: 'lib/z'}])).toContain('lib/z');
    expect(await paths([{path: 'lib', content: 'file'}], [{path: 'usr/lib/z'}])).toContain('usr/lib/z');
  });

  it('may lead in circles', async () => {
    const round: Item[] = [
      {path: 'a', type: 'symlink', link: 'b'},
      {path: 'b', type: 'symlink', link: 'a'},
      {path: 'a/x'},
    ];
    expect(await paths(round)).toContain('usr/lib/x');
  });
});

describe('a file in the place of a directory', () => {
  it('drops what lay in it, also where the directory had no entry of its own', async () => {
    const below: Item[] = [{path: 'd/e/x', content: '1'}, {path: 'k'}];
    expect([...(await treeOf([below, [{path: 'd', content: 'file'}]])).files.keys()].sort()).toEqual(['d', 'k']);
    expect([...(await treeOf([[...below, {path: 'd/e', content: 'file'}]])).files.keys()].sort()).toEqual(['d/e', 'k']);
  });

  it('hides what a layer that was not read holds below, also once it is a directory again', async () => {
    const tree = await treeOf([[{path: 'd', content: 'file'}], [{path: 'd', type: 'directory'}, {path: 'd/y'}]]);
    expect(tree.hidden.get('d')).toEqual({how: 'deleted', layer: 1});
  });

  it('is another type, not one more file and one less', async () => {
    const diff = compareFiles(await treeOf([[{path: 'd/x'}]]), await treeOf([[{path: 'd', content: 'file'}]]));
    expect(diff.changed).toMatchObject([{path: 'd', what: ['type'], a: 0, b: 4}]);
    expect([diff.added, diff.removed.map(({path}) => path)]).toEqual([[], ['d/x']]);
  });
});

describe('unifiedDiff', () => {
  it('turns one text into the other when applied', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), {maxLength: 30})
      .chain((lines) => fc.boolean().map((end) => lines.join('\n') + (end && lines.length > 0 ? '\n' : '')));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(apply(before, unifiedDiff(before, after, 'a', 'b'))).toBe(after);
      }),
    );
  });
});

/** A small `patch`, written apart from the code under test. */
function apply(before: string, diff: string): string {
  if (diff === '') return before;
  const source = before.split('\n');
  const out: string[] = [];
  let at = 0;
  let noNewline = false;
  const lines = diff.split('\n').slice(2, -1);
  lines.forEach((line, i) => {
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      while (at < start) out.push(source[at++]!);
    } else if (line.startsWith('\\')) {
      if (!lines[i - 1]!.startsWith('-')) noNewline = true;
    } else if (line.startsWith('-')) at++;
    else if (line.startsWith('+')) out.push(line.slice(1));
    else {
      out.push(line.slice(1));
      at++;
    }
  });
  const rest = source.slice(at);
  if (rest.length > 0 && !(rest.length === 1 && rest[0] === '')) return [...out, ...rest].join('\n');
  return out.length === 0 ? '' : out.join('\n') + (noNewline ? '' : '\n');
}
