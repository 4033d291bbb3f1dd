import {randomBytes} from 'node:crypto';
import {rmSync} from 'node:fs';
import {access, constants, open, readlink, realpath, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {usageError} from './errors.js';

/**
 * Writes a file whole or not at all, readable by its owner only. What stood there before stays until the new content
 * is complete. A device or pipe (`/dev/stdout`) is written in place.
 *
 * @throws DiagError (exit 2) when the path cannot be written
 */
export async function writePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const target = await resolveTarget(path);
    if (target.inPlace) await writeInPlace(target.path, content);
    else await replace(target.path, content);
  } catch (error) {
    throw usageError(`Cannot write ${path}: ${reason(error)}.`, [adviceFor(error)], error);
  }
}

/**
 * Whether a path can be written, asked before the work whose answer it is to hold: a draft beside it is made and
 * removed. What stands at the path stays as it is. A device or pipe is asked for its permission only: opening a pipe
 * would wait for its reader.
 *
 * @param output where the answer itself goes: it would take the place of this file
 * @throws DiagError (exit 2) when the path cannot be written
 */
export async function checkWritable(path: string, output?: string): Promise<void> {
  if (output !== undefined && resolve(path) === resolve(output)) {
    throw usageError(`${path} is named twice: the answer would take the place of what is saved there.`, [
      'Name two files.',
    ]);
  }
  try {
    const target = await resolveTarget(path);
    if (target.inPlace) return await access(target.path, constants.W_OK);
    const draft = draftOf(target.path);
    const forget = dropAtExit(draft);
    try {
      await (await open(draft, 'wx', 0o600)).close();
    } finally {
      await rm(draft, {force: true});
      forget();
    }
  } catch (error) {
    throw usageError(`Cannot write ${path}: ${reason(error)}.`, [adviceFor(error)], error);
  }
}

/** A file that is written piece by piece. */
export interface PrivateFile {
  write(text: string): Promise<void>;
  /** Now it is whole: it takes the place of what stood there. */
  close(): Promise<void>;
  /** What stood there before stays. */
  abandon(): Promise<void>;
}

/**
 * The same for content that comes in pieces: nothing stands at the path until it is whole.
 *
 * @throws DiagError (exit 2) when the path cannot be written
 */
export async function openPrivateFile(path: string): Promise<PrivateFile> {
  const failed = (error: unknown) => usageError(`Cannot write ${path}: ${reason(error)}.`, [adviceFor(error)], error);
  try {
    const target = await resolveTarget(path);
    const draft = target.inPlace ? target.path : draftOf(target.path);
    const forget = target.inPlace ? neverHoldTheExit() : dropAtExit(draft);
    const file = await open(draft, target.inPlace ? 'w' : 'wx', 0o600).catch((error: unknown) => {
      forget();
      throw error;
    });
    let isOpen = true;
    const end = async (keep: boolean) => {
      if (!isOpen) return;
      isOpen = false;
      try {
        if (keep && !target.inPlace) await file.sync();
        await file.close();
        if (target.inPlace) return;
        if (keep) await rename(draft, target.path);
        else await rm(draft, {force: true});
      } catch (error) {
        if (!target.inPlace) await rm(draft, {force: true});
        throw error;
      } finally {
        forget();
      }
    };
    const attempt = async (work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        throw failed(error);
      }
    };
    return {
      write: (text) => attempt(() => file.writeFile(text)),
      close: () => attempt(() => end(true)),
      abandon: () => end(false),
    };
  } catch (error) {
    throw failed(error);
  }
}

function draftOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

async function resolveTarget(path: string): Promise<{path: string; inPlace: boolean}> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw Object.assign(new Error('it is a directory'), {code: 'EISDIR'});
    if (!info.isFile()) return {path, inPlace: true};
    // A symbolic link keeps pointing where it points; the file behind it is replaced.
    return {path: await realpath(path), inPlace: false};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // Nothing is there, or a link that points to nothing yet: then the file comes into being where it points.
    const link = await readlink(path).catch(() => undefined);
    return link === undefined ? {path, inPlace: false} : resolveTarget(resolve(await realpath(dirname(path)), link));
  }
}

async function writeInPlace(path: string, content: string | Uint8Array): Promise<void> {
  const done = neverHoldTheExit();
  try {
    const file = await open(path, 'w');
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  } finally {
    done();
  }
}

/** By the exit code that says the same. */
const SIGNAL_OF: {readonly [code: number]: NodeJS.Signals} = {129: 'SIGHUP', 130: 'SIGINT', 143: 'SIGTERM'};

/**
 * A pipe that nobody reads blocks a thread, and process.exit waits for its threads: a run that was told to end would
 * stay. Until it is called off the process ends by the signal it was told to end by instead.
 */
function neverHoldTheExit(): () => void {
  const leave = (code: number) => {
    process.kill(process.pid, SIGNAL_OF[code] ?? 'SIGKILL');
  };
  process.once('exit', leave);
  return () => process.off('exit', leave);
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const draft = draftOf(path);
  const file = await open(draft, 'wx', 0o600);
  const forget = dropAtExit(draft);
  try {
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, {force: true});
    throw error;
  } finally {
    forget();
  }
}

/** A run that is ended in the middle leaves no draft behind. Returns what calls that off. */
function dropAtExit(draft: string): () => void {
  const drop = () => {
    try {
      rmSync(draft, {force: true});
    } catch {
      // Its folder may be gone, or (on Windows) somebody holds it open. The exit code is not to change by it.
    }
  };
  process.once('exit', drop);
  return () => process.off('exit', drop);
}

const REASONS: {readonly [code: string]: string} = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  EMFILE: 'too many open files',
};

/** A file error in words. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return (code !== undefined && REASONS[code]) || (error instanceof Error ? error.message : String(error));
}

function adviceFor(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'Create its folder first, or choose another path.';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'Free some space, or choose a path on another disk.';
  return 'Choose a path that you may write.';
}
