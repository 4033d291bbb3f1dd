import {rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import * as esbuild from 'esbuild';

/** Imports a TypeScript module that reads fixtures: bundled, and told that it lies where its source does. */
export async function importSource(root, source) {
  // Beside the sources, so that packages resolve.
  const outfile = join(root, `.${basename(source, '.ts')}.${process.pid}.mjs`);
  await esbuild.build({
    entryPoints: [join(root, source)],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    define: {'import.meta.url': JSON.stringify(pathToFileURL(join(root, source)).href)},
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, {force: true});
  }
}
