import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compareFiles} from '../../src/image/files/file-diff.js';
import {
  buildTree,
  contentOf,
  type FileTree,
  fileOf,
  linkOf,
  modeOf,
  toReadLayer,
  typeOf,
} from '../../src/image/files/tree.js';
import {LayerReader} from '../../src/image/layer/layer-reader.js';
import {type Item, writeTar} from './support/tar-writer.js';

// An independent model: a file system is a nested object. A builder writes the difference of two of them as a layer,
// and the layers, applied by the code under test, must give the last of them again.

type Node =
  | {readonly kind: 'file'; readonly content: string; readonly mode: number}
  | {readonly kind: 'symlink'; readonly target: string}
  | {readonly kind: 'directory'; readonly mode: number; readonly children: Children};
type Children = {readonly [name: string]: Node};

const name = fc.constantFrom('a', 'b', 'c', 'd');
const {tree} = fc.letrec<{tree: Children; node: Node}>((tie) => ({
  tree: fc.dictionary(name, tie('node'), {maxKeys: 4, noNullPrototype: true}),
  node: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    fc.record({
      kind: fc.constant('file' as const),
      content: fc.constantFrom('', 'x', 'y', 'longer'),
      mode: fc.constantFrom(0o644, 0o755),
    }),
    fc.record({kind: fc.constant('symlink' as const), target: fc.constantFrom('a', '/b', '../c')}),
    fc.record({kind: fc.constant('directory' as const), mode: fc.constantFrom(0o755, 0o700), children: tie('tree')}),
  ),
}));
const states = fc.array(tree, {minLength: 1, maxLength: 5});
const choices = fc.infiniteStream(fc.boolean());

/** What a builder writes to get from one state to the next. What it is free to choose, `toss` chooses. */
function layerOf(before: Children, after: Children, toss: () => boolean): Item[] {
  const items: Item[] = [];
  const whole = (path: string, node: Node): void => {
    if (node.kind === 'file') items.push({path, content: node.content, mode: node.mode});
    else if (node.kind === 'symlink') items.push({path, type: 'symlink', link: node.target});
    else {
      items.push({path, type: 'directory', mode: node.mode});
      for (const [child, inner] of Object.entries(node.children)) whole(`${path}/${child}`, inner);
    }
  };
  const step = (prefix: string, old: Children, now: Children): void => {
    for (const gone of Object.keys(old)) if (!(gone in now)) items.push({path: `${prefix}.wh.${gone}`});
    for (const [child, node] of Object.entries(now)) {
      const was = old[child];
      const path = `${prefix}${child}`;
      if (was !== undefined && JSON.stringify(was) === JSON.stringify(node) && toss()) continue;
      if (node.kind !== 'directory' || was?.kind !== 'directory') {
        // A whiteout speaks of lower layers only: beside the new entry it changes nothing.
        if (was !== undefined && toss()) items.push({path: `${prefix}.wh.${child}`});
        whole(path, node);
      } else if (toss()) {
        items.push({path, type: 'directory', mode: node.mode}, {path: `${path}/.wh..wh..opq`});
        for (const [inner, below] of Object.entries(node.children)) whole(`${path}/${inner}`, below);
      } else {
        items.push({path, type: 'directory', mode: node.mode});
        step(`${path}/`, was.children, node.children);
      }
    }
  };
  step('', before, after);
  // Tar knows no order between whiteouts and the rest.
  return toss() ? items.filter(isWhiteout).concat(items.filter((item) => !isWhiteout(item))) : items;
}

function isWhiteout({path}: Item): boolean {
  return /(?:^|\/)\.wh\.[^/]*$/.test(path);
}

async function applied(history: readonly Children[], toss: () => boolean): Promise<FileTree> {
  const layers = history.map((state, i) => layerOf(i === 0 ? {} : (history[i - 1] as Children), state, toss));
  const read = layers.map(async (items, i) => {
    const reader = new LayerReader({diffId: false, sha256: false, keep: [''], keepBytes: 99, maxUnpackedBytes: 1e9});
    await reader.push(writeTar(items));
    return toReadLayer(i, await reader.finish());
  });
  return buildTree(await Promise.all(read));
}

/** Every path of a state with what stands there, as one line of text. */
function flat(children: Children, prefix = ''): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [child, node] of Object.entries(children)) {
    const path = `${prefix}${child}`;
    if (node.kind === 'file') paths.set(path, `file ${node.mode.toString(8)} ${node.content}`);
    else if (node.kind === 'symlink') paths.set(path, `symlink ${node.target}`);
    else {
      paths.set(path, `directory ${node.mode.toString(8)}`);
      for (const [inner, line] of flat(node.children, `${path}/`)) paths.set(inner, line);
    }
  }
  return paths;
}

function read(files: FileTree): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [path, place] of files.files) {
    const file = fileOf(place) ?? place;
    const type = typeOf(file);
    const mode = modeOf(file).toString(8);
    const bytes = contentOf(files, path)?.bytes ?? new Uint8Array();
    if (type === 'file') paths.set(path, `file ${mode} ${Buffer.from(bytes).toString()}`);
    else paths.set(path, type === 'symlink' ? `symlink ${linkOf(file)}` : `${type} ${mode}`);
  }
  return paths;
}

const sorted = (paths: ReadonlyMap<string, string>) => [...paths].sort();
const tosser = (stream: Iterator<boolean>) => (): boolean => stream.next().value as boolean;

describe('layers against an independent model', () => {
  it('give the state that they were made from', async () => {
    await fc.assert(
      fc.asyncProperty(states, choices, async (history, stream) => {
        const files = await applied(history, tosser(stream));
        expect(sorted(read(files))).toEqual(sorted(flat(history.at(-1) as Children)));
        expect([...files.deletedBelow]).toEqual([]);
      }),
      {numRuns: 300},
    );
  });

  it('differ as the states do', async () => {
    await fc.assert(
      fc.asyncProperty(states, states, choices, async (first, second, stream) => {
        const toss = tosser(stream);
        const diff = compareFiles(await applied(first, toss), await applied(second, toss));
        const a = flat(first.at(-1) as Children);
        const b = flat(second.at(-1) as Children);
        // A directory that one side alone has is told by what is in it.
        const only = (one: Map<string, string>, other: Map<string, string>): string[] =>
          [...one]
            .filter(([path, line]) => {
              const isEmpty = ![...one.keys()].some((inner) => inner.startsWith(`${path}/`));
              return !other.has(path) && (!line.startsWith('directory') || isEmpty);
            })
            .map(([path]) => path)
            .sort();
        expect(diff.added.map(({path}) => path)).toEqual(only(b, a));
        expect(diff.removed.map(({path}) => path)).toEqual(only(a, b));
        expect(diff.changed.map(({path}) => path)).toEqual(
          [...a]
            .filter(([path, line]) => b.has(path) && b.get(path) !== line)
            .map(([path]) => path)
            .sort(),
        );
      }),
      {numRuns: 300},
    );
  });
});
