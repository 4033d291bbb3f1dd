import {existsSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {Script} from 'node:vm';
import {type CodeCache, cachePath, readCache, writeCache} from './code-cache-file.js';

/**
 * Evaluates a CommonJS file of the build, and what it requires by relative path, with the code that V8 compiled for it
 * in an earlier run of the same command. Compiling is a third of the time until a command's first call.
 *
 * The code lies in the user's cache folder, in one file for each command: source code in V8's own form, nothing of what
 * a run read. It is written when a run ends. Whatever is the matter with it (no folder, another build, another
 * version of Node, another user's file, a damaged one), the program is compiled as ever.
 *
 * NODE_DISABLE_COMPILE_CACHE=1, Node's own switch, turns it off. Node's own compile cache (22.1 and later) keeps a file
 * for each module and saves a third as much.
 *
 * @param entry absolute path of the file; the commands lie in the folder `commands` beside it
 * @param command as it was typed. What one command runs is of no use to another: each has a file of its own
 */
export function requireCompiled(entry: string, command: string): unknown {
  const {NODE_DISABLE_COMPILE_CACHE: disabled, NODE_V8_COVERAGE: coverage} = process.env;
  // Coverage and source maps are Node's own loader's.
  if (disabled === '1' || coverage || process.sourceMapsEnabled) return createRequire(entry)(entry);
  const root = dirname(entry);
  const isCommand = /^[a-z-]+$/.test(command) && existsSync(join(root, 'commands', `${command}.cjs`));
  const path = cachePath(isCommand ? command : 'none');
  const loader = new Loader(root, readCache(path));
  process.once('exit', (code) => {
    // A run that failed early has compiled little of what the next one needs.
    const whole = code <= 1;
    if (loader.isWorthSaving(whole)) writeCache(path, loader.compiled(), whole);
  });
  return loader.require(entry);
}

class Loader {
  readonly #root: string;
  readonly #cache: CodeCache | undefined;
  readonly #modules = new Map<string, {exports: unknown}>();
  readonly #scripts = new Map<string, Script>();
  readonly #requires = new Map<string, NodeJS.Require>();
  readonly #nodes: NodeJS.Require;
  #missed = false;

  constructor(root: string, cache: CodeCache | undefined) {
    this.#root = root;
    this.#cache = cache;
    this.#nodes = createRequire(join(root, 'any.cjs'));
  }

  /** @param path absolute */
  require(path: string): unknown {
    const known = this.#modules.get(path);
    if (known) return known.exports;
    const module = {exports: {}};
    this.#modules.set(path, module);
    try {
      const folder = dirname(path);
      const run = this.#compile(path).runInThisContext() as (...parameters: unknown[]) => void;
      run(module.exports, this.#requireIn(folder), module, path, folder);
    } catch (error) {
      this.#modules.delete(path);
      throw error;
    }
    return module.exports;
  }

  isWorthSaving(whole: boolean): boolean {
    return this.#missed || (whole && this.#cache?.whole === false);
  }

  /** Of this run, and what an earlier one had besides. */
  compiled(): ReadonlyMap<string, Buffer> {
    const fresh = [...this.#scripts].map(([name, script]) => [name, script.createCachedData()] as const);
    return new Map([...(this.#cache?.files ?? []), ...fresh]);
  }

  #compile(path: string): Script {
    // As path.relative does, which takes a tenth of a millisecond for each of dozens of files.
    const name = path.slice(this.#root.length + 1);
    const cachedData = this.#cache?.files.get(name);
    const script = new Script(`${HEAD}${readFileSync(path, 'utf8')}\n})`, {
      filename: path,
      columnOffset: -HEAD.length,
      ...(cachedData && {cachedData}),
    });
    if (!cachedData || script.cachedDataRejected) this.#missed = true;
    this.#scripts.set(name, script);
    return script;
  }

  #requireIn(folder: string): NodeJS.Require {
    const known = this.#requires.get(folder);
    if (known) return known;
    // Dozens of files of one folder require each other: joining the same paths again takes milliseconds.
    const joined = new Map<string, string>();
    const own = (id: string): unknown => {
      if (!id.startsWith('.')) return id.startsWith(this.#root) ? this.require(id) : this.#nodes(id);
      const path = joined.get(id) ?? join(folder, id);
      joined.set(id, path);
      return this.require(path);
    };
    const all = Object.assign(own, {
      resolve: this.#nodes.resolve,
      cache: this.#nodes.cache,
      extensions: this.#nodes.extensions,
      main: this.#nodes.main,
    });
    this.#requires.set(folder, all);
    return all;
  }
}

/** As Node wraps a CommonJS module. */
const HEAD = '(function(exports,require,module,__filename,__dirname){';
