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
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {crc32} from 'node:zlib';

/** What V8 compiled, by the file's path under dist/, with slashes as the system has them. */
export interface CodeCache {
  /** Made by a run that did what it was asked. */
  readonly whole: boolean;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** @param command it has a file for each build, version of Node and processor */
export function cachePath(command: string): string {
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

export function readCache(path: string): CodeCache | undefined {
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

export function writeCache(path: string, compiled: ReadonlyMap<string, Buffer>, whole: boolean): void {
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
