import {readdirSync} from 'node:fs';
import {join} from 'node:path';

/** The two sets of the catalogue: a folder of src, one file an id. */
export const KINDS = ['rules', 'causes'];

/** Ids of a folder, sorted: names of its files with `extension`, but for the index. */
export function idsIn(root, folder, extension) {
  let names;
  try {
    names = readdirSync(join(root, folder));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => name.endsWith(extension) && !/^(index|README)\./.test(name))
    .map((name) => name.slice(0, -extension.length))
    .sort();
}

/** startup-validation → startupValidation: the one export of src/{rules,causes}/<id>.ts. */
export function exportName(id) {
  return id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
