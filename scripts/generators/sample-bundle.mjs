import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import * as esbuild from 'esbuild';

const SOURCE = 'test/support/sample-bundle.ts';

/** The bundle of the sample incident: collected through the real SDK from a fake AWS that serves its aws.json. */
export async function generate(root) {
  // Beside the sources, so that packages resolve.
  const outfile = join(root, `.sample-bundle.${process.pid}.mjs`);
  await esbuild.build({
    entryPoints: [join(root, SOURCE)],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    // Fixtures are found from where the sources are.
    define: {'import.meta.url': JSON.stringify(pathToFileURL(join(root, SOURCE)).href)},
  });
  try {
    const {SAMPLE, sampleBundle} = await import(pathToFileURL(outfile).href);
    return [[`fixtures/incidents/${SAMPLE}/bundle.json`, await sampleBundle()]];
  } finally {
    await rm(outfile, {force: true});
  }
}
