import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import {createRequire} from 'node:module';
import {homedir} from 'node:os';
import {dirname, join, relative} from 'node:path';
import {Script} from 'node:vm';
import {crc32} from 'node:zlib';

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

/** What V8 compiled, by the file's path under dist/, with slashes as the system has them. */
interface Cache {
  /** Made by a run that did what it was asked. */
  readonly whole: boolean;
  readonly files: ReadonlyMap<string, Buffer>;
}

class Loader {
  readonly #root: string;
  readonly #cache: Cache | undefined;
  readonly #modules = new Map<string, {exports: unknown}>();
  readonly #scripts = new Map<string, Script>();
  readonly #requires = new Map<string, NodeJS.Require>();
  readonly #nodes: NodeJS.Require;
  #missed = false;

  constructor(root: string, cache: Cache | undefined) {
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
    const name = relative(this.#root, path);
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
    const own = (id: string): unknown => {
      if (id.startsWith('.')) return this.require(join(folder, id));
      return id.startsWith(this.#root) ? this.require(id) : this.#nodes(id);
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

function cachePath(command: string): string {
  const build = process.env.NERAVA_DIAG_BUILD_ID;
  return join(cacheFolder(), `${command}-${build}-${process.version}-${process.arch}${ENDING}`);
}

const ENDING = '.v8cache';

/** The folder that oclif calls `cacheDir`, by the same rules. */
function cacheFolder(): string {
  const {NERAVA_DIAG_CACHE_DIR: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local} = process.env;
  if (own) return own;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', NAME);
  const parent = xdg || (process.platform === 'win32' && local) || join(homedir(), '.cache');
  return join(parent, NAME);
}

const NAME = 'nerava-diag';

/** Of everything after it: V8 does not look whether its data is whole, and a damaged one ends the process. */
const CHECKSUM_BYTES = 4;
/** The checksum, and the bytes of the list of files. */
const PREFIX_BYTES = 8;

function readCache(path: string): Cache | undefined {
  try {
    if (!isOwn(path)) return undefined;
    const bytes = readFileSync(path);
    if (crc32(bytes.subarray(CHECKSUM_BYTES)) !== bytes.readUInt32LE(0)) return undefined;
    const start = PREFIX_BYTES + bytes.readUInt32LE(CHECKSUM_BYTES);
    const {whole, files} = JSON.parse(bytes.toString('utf8', PREFIX_BYTES, start)) as {
      whole: boolean;
      files: [name: string, bytes: number][];
    };
    let at = aligned(start);
    const parts = files.map(([name, length]) => {
      const part = bytes.subarray(at, at + length);
      at = aligned(at + length);
      return [name, part] as const;
    });
    return {whole, files: new Map(parts)};
  } catch {
    return undefined;
  }
}

function writeCache(path: string, compiled: ReadonlyMap<string, Buffer>, whole: boolean): void {
  const folder = dirname(path);
  const unfinished = `${path}.${process.pid}`;
  try {
    if (!makeFolder(folder) || !isOwn(folder)) return;
    const list = Buffer.from(JSON.stringify({whole, files: [...compiled].map(([name, {length}]) => [name, length])}));
    const pieces = [Buffer.alloc(PREFIX_BYTES), list, ...compiled.values()].flatMap((piece, i) =>
      i === 0 ? [piece] : [piece, Buffer.alloc(aligned(piece.length) - piece.length)],
    );
    const bytes = Buffer.concat(pieces);
    bytes.writeUInt32LE(list.length, CHECKSUM_BYTES);
    bytes.writeUInt32LE(crc32(bytes.subarray(CHECKSUM_BYTES)), 0);
    writeFileSync(unfinished, bytes, {flag: 'wx', mode: 0o600});
    renameSync(unfinished, path);
    removeOld(folder);
  } catch {
    removeIfThere(unfinished);
  }
}

/** `force` forgives a missing file only. */
function removeIfThere(path: string): void {
  try {
    rmSync(path, {force: true});
  } catch {
    // A cache: whatever the matter is, it is not the user's.
  }
}

/**
 * At most two levels: no home is made. And nothing in another user's (sudo): its owner could not write there.
 * Not with `recursive`, which never returns for a folder in /proc.
 */
function makeFolder(folder: string): boolean {
  const missing = [dirname(folder), folder].filter((path) => !existsSync(path));
  const [first] = missing;
  if (first !== undefined && !isOurs(statSync(dirname(first)))) return false;
  for (const path of missing) mkdirSync(path, {mode: 0o700});
  return true;
}

/** V8 copies data that does not begin at a multiple of its word. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Nobody else can have written it: what lies there is run. */
function isOwn(path: string): boolean {
  const stats = statSync(path);
  return isOurs(stats) && (process.getuid === undefined || (stats.mode & 0o022) === 0);
}

function isOurs({uid}: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

/** Of builds and versions of Node that are gone, and what interrupted runs left. */
function removeOld(folder: string): void {
  const limit = Date.now() - OLD_MS;
  for (const name of readdirSync(folder)) {
    if (name.includes(ENDING) && statSync(join(folder, name)).mtimeMs < limit)
      rmSync(join(folder, name), {force: true});
  }
}

const OLD_MS = 30 * 24 * 60 * 60 * 1000;
