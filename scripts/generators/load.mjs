import {join} from 'node:path';
import * as esbuild from 'esbuild';

/** Imports a module of src as it stands, without a build. It must need no package. */
export async function load(root, path) {
  const {outputFiles} = await esbuild.build({
    entryPoints: [join(root, path)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
