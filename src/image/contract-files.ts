import type {ImageFileComparison} from '../evidence/model.js';
import type {CommandFiles} from './comparison.js';
import {entryPointOf, isNamedAsScript} from './entry-point.js';
import {fateOf} from './files/file-comparison.js';
import {compareFiles} from './files/file-diff.js';
import {globSource} from './files/glob.js';
import {comparePackages} from './files/packages.js';
import {contentOf, type FileTree, fileOf, hasPathEnding, isThere, modeOf, typeOf} from './files/tree.js';
import {compareHistory} from './history.js';
import {type LoadedImage, loadForReading} from './image.js';
import {parentOf, resolveImagePath} from './image-path.js';
import type {LayerPool} from './layer/layer-pool.js';
import {matchLayers} from './layers.js';
import type {ConfigFile} from './manifest.js';
import {unconditionalImports} from './python-imports.js';
import {isSettled, isWhole, lookUp, type ReadPair, readPair, type Side, sideOfPair} from './read-pair.js';
import type {ResolvedImage} from './source/source.js';

export interface ContractFileOptions {
  /** Absolute paths of the start-up contract's files. */
  readonly files: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: {readonly bytes: number; readonly total: number}) => void;
  readonly pool?: LayerPool;
}

export interface ContractFileResult {
  readonly comparison: ImageFileComparison;
  /** Parts of the images that could not be read: the comparison says nothing about them. */
  readonly problems: readonly {readonly what: string; readonly why: string}[];
}

/**
 * Reads the layers in which a good and a bad image differ, and says what became of the contract's files, the files that
 * the bad image's command names, its imports and its packages.
 */
export async function readContractFiles(
  good: ResolvedImage,
  bad: ResolvedImage,
  options: ContractFileOptions,
): Promise<ContractFileResult> {
  const signal = options.signal && {signal: options.signal};
  const [a, b] = (await loadForReading([good, bad], {
    ...signal,
    platform: {os: 'linux', architecture: 'amd64'},
  })) as [LoadedImage, LoadedImage];
  const matches = matchLayers(a, b);
  const pair = await readPair(
    a,
    b,
    matches,
    compareHistory(a, b, matches, (line) => line).pairs,
    {keep: entryPatterns(b.config)},
    {...signal, ...(options.pool && {pool: options.pool}), ...(options.onProgress && {onProgress: options.onProgress})},
  );
  const problems = [
    ...[a, b].flatMap((image) =>
      image.problems.map(({what, problem}) => ({what: `${image.resolved.reference}: ${what}`, why: problem.message})),
    ),
    ...pair.outcomes.flatMap(({image, layer, problem}) =>
      problem ? [{what: `${image.resolved.reference}: layer ${layer.index + 1}`, why: problem.message}] : [],
    ),
  ];
  return {comparison: compareContractFiles(pair, options.files), problems};
}

/** The same over a pair that was read already: pure. */
export function compareContractFiles(pair: ReadPair, paths: readonly string[]): ImageFileComparison {
  const diff = compareFiles(pair.treeA, pair.treeB, isWhole(pair));
  const [a, b] = [sideOfPair(pair, 'a'), sideOfPair(pair, 'b')];
  const packages = comparePackages(a, b, isWhole(pair));
  const gone = packages.removed.filter(({mayRemain}) => mayRemain !== true);
  return {
    files: paths.flatMap((path): ImageFileComparison['files'][number][] => {
      const change = fateOf(path, diff, a, b);
      if (change !== 'in-shared-layers-or-missing') return [{path, change}];
      // Equal either way, but not known to be there: nothing is said of it while a layer that may hold it is unread.
      const inImage = resolveImagePath('', path);
      const isNowhere = [a, b].every((side) => lookUp(side, inImage).known === 'absent');
      return isNowhere ? [{path, change: 'missing-in-both'}] : [];
    }),
    ...commandFiles(pair),
    // None is something to say only where every package of either side is known.
    ...((gone.length > 0 || isWhole(pair)) && {
      removedPackages: gone.map(({ecosystem, name, a: version}) => ({
        ecosystem,
        name,
        ...(version !== null && {version}),
      })),
    }),
  };
}

/**
 * The files that the bad image's command names: whether they are there, can be run, and find what they import. Their
 * content must have been kept ({@link entryPatterns}).
 */
export function commandFiles(pair: ReadPair): CommandFiles {
  const {config} = pair.b;
  const [a, b] = [sideOfPair(pair, 'a'), sideOfPair(pair, 'b')];
  const entry = entryPointOf(config?.entrypoint, config?.cmd, config?.workingDir, (path) => isScript(b, path));
  const modules = entry.modules.flatMap((module) => {
    // Where B keeps it elsewhere (site-packages, --app-dir) nothing says that it is not found.
    const path =
      moduleFiles(pair.treeB, module, config).at(0) ??
      (holdsModule(pair.treeB, module) ? undefined : moduleFiles(pair.treeA, module, config).at(0));
    return path === undefined ? [] : [{module, path}];
  });
  const named = [...new Set([...entry.files, ...modules].map(({path}) => path))];
  const missing = named.filter((path) => lookUp(b, path).known === 'absent');
  const uncertain = named.filter((path) => mayBeMissing(a, b, path));
  const modes = entry.files.flatMap(({path, executable}) => {
    const {place, known, path: real} = lookUp(b, path);
    const file = place && fileOf(place);
    if (known !== 'there' || !file || typeOf(file) !== 'file') return [];
    const text = contentOf(pair.treeB, real);
    const crlf =
      text !== undefined && /^#![^\n]*\r\n/.test(Buffer.from(text.bytes.subarray(0, 300)).toString('latin1'));
    return executable || crlf ? [{path: `/${path}`, mode: modeOf(file), ...(crlf && {crlf})}] : [];
  });
  const unmet = modules.flatMap(({module, path}) => unsatisfied(pair, [a, b], module, path));
  return {
    ...(missing.length > 0 && {missingEntrypoints: missing.map((path) => `/${path}`)}),
    ...(uncertain.length > 0 && {uncertainEntrypoints: uncertain.map((path) => `/${path}`)}),
    ...(modes.length > 0 && {entrypointModes: modes}),
    ...(unmet.length > 0 && {unsatisfiedImports: unmet}),
  };
}

/** A file that A's layers hold and B's do not, which a layer of B that was not read may hold. */
function mayBeMissing(a: Side, b: Side, path: string): boolean {
  const [before, after] = [lookUp(a, path), lookUp(b, path)];
  return before.place !== undefined && after.known === undefined && !isThere(b.tree, after.path);
}

/** Whether a file runs what stands after it, as entry scripts do: by its first two bytes, or by its name. */
function isScript(side: Side, path: string): boolean {
  if (isNamedAsScript(path)) return true;
  const content = contentOf(side.tree, lookUp(side, path).path);
  return content !== undefined && content.bytes[0] === HASH && content.bytes[1] === BANG;
}

const HASH = 0x23;
const BANG = 0x21;

/** Contents to keep while reading: the files that the command names. */
export function entryPatterns(config: ConfigFile | undefined): string[] {
  // What is no script is known only when it has been read.
  const entry = entryPointOf(config?.entrypoint, config?.cmd, config?.workingDir, () => true);
  const directory = config?.workingDir ?? '/';
  return [
    ...entry.files.map(({path}) => globSource(`/${literal(path)}`, '/')),
    ...entry.modules.flatMap((module) => {
      const path = module.replaceAll('.', '/');
      return [
        globSource(`${path}.py`, directory),
        globSource(`${path}/__init__.py`, directory),
        globSource(`${path}/__main__.py`, directory),
      ];
    }),
  ];
}

function literal(path: string): string {
  return path.replace(/[*?[\]{}]/g, '?');
}

/** Where Python looks, as far as the image says. */
function roots(config: ConfigFile | undefined): string[] {
  const pythonPath = config?.env.find((variable) => variable.startsWith('PYTHONPATH='))?.slice('PYTHONPATH='.length);
  const extra = pythonPath === undefined ? [] : pythonPath.split(':').filter((path) => path !== '');
  return [config?.workingDir ?? '/', ...extra].map((path) => resolveImagePath('', path));
}

function moduleFiles(tree: FileTree, module: string, config: ConfigFile | undefined): string[] {
  const path = module.replaceAll('.', '/');
  return roots(config)
    .flatMap((root) => [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`].map((file) => join(root, file)))
    .filter((file) => tree.files.has(file));
}

/** Whether a module lies anywhere in a tree, also where Python may not look. */
function holdsModule(tree: FileTree, module: string): boolean {
  const path = module.replaceAll('.', '/');
  return [`/${path}.py`, `/${path}/__main__.py`, `/${path}/__init__.py`].some((end) => hasPathEnding(tree, end));
}

/** Imports of a file of the bad image that surely nothing provides. */
function unsatisfied(
  pair: ReadPair,
  [a, b]: readonly [Side, Side],
  module: string,
  path: string,
): {module: string; from: string}[] {
  const place = pair.treeB.files.get(path);
  if (place === undefined || !isSettled(b, place)) return [];
  const content = contentOf(pair.treeB, path);
  if (!content || content.cut) return [];
  const isPackage = /\/__(?:init|main)__\.py$/.test(path);
  const packageName = isPackage ? module : module.split('.').slice(0, -1).join('.');
  const imports = unconditionalImports(Buffer.from(content.bytes).toString('utf8'), packageName);
  if (imports.length === 0) return [];
  const tops = new Set(imports.map((name) => name.split('.', 1)[0] as string));
  const inA = new Set(importable(a.tree, pair.a.config, tops));
  const inB = new Set(importable(b.tree, pair.b.config, tops));
  return imports
    .filter((name) => {
      if (inB.has(name) || !isProvenUnmet(b, pair.b.config, name)) return false;
      // It was there, and is not any more.
      if (inA.has(name)) return true;
      // Own code: its package was copied in a layer that was read, and the module is not in it.
      const parent = name.split('.').slice(0, -1).join('.');
      return parent !== '' && ownPackage(pair, parent);
    })
    .map((name) => ({module: name, from: `/${path}`}));
}

/** Whether no layer that is unread may provide a module: there is none, or what lay there of its package is hidden. */
function isProvenUnmet(b: Side, config: ConfigFile | undefined, name: string): boolean {
  if (b.unread < 0) return true;
  const path = name.replaceAll('.', '/');
  const folder = parentOf(path);
  const root = roots(config).find((at) => folder !== '' && b.tree.files.has(join(at, `${folder}/__init__.py`)));
  if (root === undefined) return false;
  return [`${path}.py`, path].some((end) => lookUp(b, join(root, end)).known === 'absent');
}

/** A package of the application itself (under WORKDIR), written as a whole by layers that were read. */
function ownPackage(pair: ReadPair, name: string): boolean {
  const path = name.replaceAll('.', '/');
  return roots(pair.b.config).some((root) => pair.treeB.files.has(join(root, `${path}/__init__.py`)));
}

/** Dotted names of what can be imported from a tree and begins with one of the names. */
function importable(tree: FileTree, config: ConfigFile | undefined, tops: ReadonlySet<string>): string[] {
  const bases = roots(config).map((root) => (root === '' ? '' : `${root}/`));
  const names: string[] = [];
  for (const path of tree.files.keys()) {
    const inPackages = /^(?:.*\/)?(?:site|dist)-packages\/(.+)$/.exec(path)?.[1];
    const base = bases.find((prefix) => path.startsWith(prefix));
    for (const relative of [inPackages, base === undefined ? undefined : path.slice(base.length)]) {
      if (relative === undefined || !tops.has(/^[^/.]*/.exec(relative)?.[0] ?? '')) continue;
      const module = relative
        .replace(/(?:\.cpython-[^./]+|\.abi3)?\.(?:py|pyc|so|pyd)$/, '')
        .replace(/\/__init__$/, '');
      const parts = module.split('/');
      // Every folder above is a (namespace) package.
      for (let depth = 1; depth <= parts.length; depth++) names.push(parts.slice(0, depth).join('.'));
    }
  }
  return names;
}

function join(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`;
}
