import {readFile} from 'node:fs/promises';

/**
 * An esbuild plugin: in the schemas of AWS SDK clients, keys that are computed from a constant text are written as that
 * text. A computed key might do something, so esbuild keeps whatever has one, used or not: eight hundred kilobytes of
 * EC2 for the two operations that are called.
 *
 * @param {RegExp} filter paths of the files
 * @returns {import('esbuild').Plugin}
 */
export function plainKeys(filter) {
  return {
    name: 'plain-keys',
    setup(build) {
      build.onLoad({filter}, async ({path}) => ({contents: withPlainKeys(await readFile(path, 'utf8')), loader: 'js'}));
    },
  };
}

const CONSTANT = /^const (_[\w$]+) = ("[^"\\]*");$/gm;
const COMPUTED = /\[(_[\w$]+)\]:/g;

/** @param {string} source one file of schemas, as the SDK's generator writes them */
export function withPlainKeys(source) {
  const texts = new Map([...source.matchAll(CONSTANT)].map(([, name, text]) => [name, text]));
  return source.replace(COMPUTED, (whole, name) => (texts.has(name) ? `${texts.get(name)}:` : whole));
}
