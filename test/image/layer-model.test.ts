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

/**
 * What a builder writes to get from one state to the next. What it is free to choose, `toss` chooses; with `mayOmit` also
 * whether a new directory has an entry of its own.
 */
function layerOf(before: Children, after: Children, toss: () => boolean, mayOmit: boolean): Item[] {
  const items: Item[] = [];
  const whole = (path: string, node: Node, isNew: boolean): void => {
    if (node.kind === 'file') items.push({path, content: node.content, mode: node.mode});
    else if (node.kind === 'symlink') items.push({path, type: 'symlink', link: node.target});
    else {
      const isOmitted = mayOmit && isNew && Object.keys(node.children).length > 0 && toss();
      if (!isOmitted) items.push({path, type: 'directory', mode: node.mode});
      for (const [child, inner] of Object.entries(node.children)) whole(`${path}/${child}`, inner, isNew);
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
        whole(path, node, was === undefined);
      } else if (toss()) {
        items.push({path, type: 'directory', mode: node.mode}, {path: `${path}/.wh..wh..opq`});
        for (const [inner, below] of Object.entries(node.children)) whole(`${path}/${inner}`, below, false);
      } else {
        items.push({path, type: 'directory', mode: node.mode});
        step(`${path}/`, was.children, node.children);
      }
    }
  };
  step('', before, after);
  const written = throughLinks(items, before, toss);
  // Tar knows no order between whiteouts and the rest.
  return toss() ? written.filter(isWhiteout).concat(written.filter((item) => !isWhiteout(item))) : written;
}

/** Writes some entries by another name: through a link to a folder above them, where the layer leaves both alone. */
function throughLinks(items: readonly Item[], before: Children, toss: () => boolean): Item[] {
  const touched = items.flatMap((item) => {
    if (isWhiteout(item)) return [item.path.replace(/(^|\/)\.wh\.(?:\.wh\.\.opq$)?/, '$1').replace(/\/$/, '')];
    return item.type === 'directory' ? [] : [item.path];
  });
  const isLeftAlone = (path: string): boolean => !touched.some((at) => at === '' || `${path}/`.startsWith(`${at}/`));
  const links = [...flat(before)].flatMap(([path, line]) => {
    if (!line.startsWith('symlink ')) return [];
    const folder = folderAt(before, path);
    const isWritten = items.some((item) => item.path === path);
    const isUsable = folder !== undefined && folder !== '' && !isWritten && isLeftAlone(path) && isLeftAlone(folder);
    return isUsable ? [{path, folder}] : [];
  });
  return items.map((item) => {
    const link = links.find(({folder}) => item.path.startsWith(`${folder}/`));
    return link && toss() ? {...item, path: link.path + item.path.slice(link.folder.length)} : item;
  });
}

/** The path of the folder that a path leads to, through whatever links. */
function folderAt(root: Children, path: string, depth = 0): string | undefined {
  let at: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') at = at.slice(0, -1);
    if (part === '' || part === '..') continue;
    const node = nodeAt(root, [...at, part]);
    if (node === undefined || node.kind === 'file' || depth > 8) return undefined;
    if (node.kind === 'directory') at = [...at, part];
    else {
      const to = folderAt(
        root,
        node.target.startsWith('/') ? node.target : `${at.join('/')}/${node.target}`,
        depth + 1,
      );
      if (to === undefined) return undefined;
      at = to === '' ? [] : to.split('/');
    }
  }
  return at.join('/');
}

function nodeAt(root: Children, names: readonly string[]): Node | undefined {
  let children: Children = root;
  let node: Node | undefined;
  for (const one of names) {
    node = children[one];
    children = node?.kind === 'directory' ? node.children : {};
  }
  return node;
}

function isWhiteout({path}: Item): boolean {
  return /(?:^|\/)\.wh\.[^/]*$/.test(path);
}

async function applied(history: readonly Children[], toss: () => boolean, mayOmit = false): Promise<FileTree> {
  const layers = history.map((state, i) => layerOf(i === 0 ? {} : (history[i - 1] as Children), state, toss, mayOmit));
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

  it('give it also where directories have no entry of their own', async () => {
    await fc.assert(
      fc.asyncProperty(states, choices, async (history, stream) => {
        const files = await applied(history, tosser(stream), true);
        const state = flat(history.at(-1) as Children);
        const isImplicit = (path: string): boolean => !files.files.has(path) && files.implicit.has(path);
        expect(sorted(read(files))).toEqual(sorted(new Map([...state].filter(([path]) => !isImplicit(path)))));
        const implicit = [...files.implicit].filter(isImplicit);
        expect(implicit.filter((path) => !state.get(path)?.startsWith('directory'))).toEqual([]);
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
