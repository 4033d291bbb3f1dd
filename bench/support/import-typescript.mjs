import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Imports a TypeScript module of this repository, its own imports bundled in and its packages left outside. */
export async function importTypeScript(path) {
  // Inside the repository, so that packages resolve.
  mkdirSync(join(root, '.tmp'), {recursive: true});
  const folder = mkdtempSync(join(root, '.tmp/bench-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({
      entryPoints: [path],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
