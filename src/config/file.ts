import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {usageError} from '../errors.js';
import {reason} from '../files.js';
import type {LoadedConfig} from './file-model.js';

const NAMES = ['nerava-diag.config.json', 'nerava-diag.config.yaml', 'nerava-diag.config.yml'] as const;

/**
 * The configuration file that counts for a folder: the first found on the way up to the root. In one folder
 * `nerava-diag.config.*` goes before `package.json#nerava-diag`.
 *
 * @param listRules the ids of the rules there are; asked only where a file may grade some
 * @throws DiagError (exit 2) with line, column and key when the file is wrong
 */
export async function findConfig(
  from: string,
  listRules?: () => Promise<readonly string[]>,
): Promise<LoadedConfig | undefined> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = await configIn(folder, listRules);
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

async function configIn(
  folder: string,
  listRules: (() => Promise<readonly string[]>) | undefined,
): Promise<LoadedConfig | undefined> {
  const load = async (path: string, text: string, key: string | null): Promise<LoadedConfig> => {
    const {parseConfig} = await import('./parse.js');
    const ruleIds = text.includes('rules') ? await listRules?.() : undefined;
    return {path, config: parseConfig(text, {path, key, ruleIds})};
  };
  for (const name of NAMES) {
    const path = join(folder, name);
    const text = await readIfThere(path);
    if (text !== undefined) return load(path, text, null);
  }
  const path = join(folder, 'package.json');
  const text = await readIfThere(path);
  // Nearly every package.json says nothing about us; only one that may is looked at closely.
  if (text === undefined || !hasOwnSection(text)) return undefined;
  return load(path, text, 'nerava-diag');
}

function hasOwnSection(text: string): boolean {
  if (!text.includes('"nerava-diag"')) return false;
  try {
    // npm takes a byte order mark, JSON.parse does not.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && 'nerava-diag' in value;
  } catch {
    // Somebody else's broken file is not ours to report.
    return false;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    // A folder above that may not be entered says nothing; a file that is there and may not be read would have counted.
    if (code === 'EACCES' && !existsSync(path)) return undefined;
    throw usageError(`Cannot read ${path}: ${reason(error)}.`, ['Mend or remove the configuration file.'], error);
  }
}
