import {readFile} from 'node:fs/promises';

/**
 * An esbuild plugin: in CommonJS files as TypeScript emits them, a required module is evaluated where it is first used,
 * not where it is named. A command then runs a tenth of @oclif/core and not its help, its plugins and its globbing too.
 *
 * Nothing else changes: TypeScript reads every import through its module object (`x_1.name`), so that the place of first
 * use is the only difference.
 *
 * @param {RegExp} filter paths of the files
 * @returns {import('esbuild').Plugin}
 */
export function lazyRequire(filter) {
  return {
    name: 'lazy-require',
    setup(build) {
      build.onLoad({filter}, async ({path}) => ({contents: makeLazy(await readFile(path, 'utf8')), loader: 'js'}));
    },
  };
}

const REQUIRED = /^(?:const|var) (\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm;
const EXPORTED = /^exports\.(\w+) = (__importStar\(require\("[^"]+"\)\));$/gm;

/** @param {string} source one CommonJS file */
export function makeLazy(source) {
  let lazy = source.replace(
    EXPORTED,
    (_, name, load) =>
      `let $${name}; Object.defineProperty(exports, "${name}", {enumerable: true, get: () => ($${name} ??= ${load})});`,
  );
  for (const [statement, name, load] of source.matchAll(REQUIRED)) {
    const use = new RegExp(`(?<![\\w$.'"])${name}(?![\\w$'":])`, 'g');
    lazy = lazy.replace(statement, '\0').replace(use, `($${name} ??= ${load})`).replace('\0', `let $${name};`);
  }
  return lazy;
}
