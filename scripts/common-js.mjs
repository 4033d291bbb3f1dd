// Turns an ES module of esbuild's into CommonJS: imports are destructured, exports are one object at the end.
//
// esbuild's own conversion gives every file 800 bytes of helpers and reads each import through a getter, because it
// cannot know what is true of this build and held by test/budgets/bundle.test.ts: no file requires itself by way of
// others, and no export changes once its file has run.
import {basename} from 'node:path';
import * as esbuild from 'esbuild';

/**
 * `$url` in the text stands for its file's URL, as `import.meta.url` does in a module.
 *
 * @param {{path: string, text: string, files: ReadonlySet<string>, target: string}} file text with a source map inline;
 * `files`: names of all files of the build, without their folders
 * @returns {Promise<{code: string, map: string}>}
 */
export async function toCommonJs({path, text, files, target}) {
  const {code, map} = await esbuild.transform(commonJs(text, files), {
    format: 'cjs',
    platform: 'node',
    target,
    // `import()` would not go through what loads these files (src/cli/code-cache.ts).
    supported: {'dynamic-import': false},
    banner: text.includes('$url') ? "const $url=require('node:url').pathToFileURL(__filename).href;" : '',
    sourcemap: 'external',
    sourcefile: path,
    sourcesContent: false,
    legalComments: 'none',
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
  return {code: `${code}//# sourceMappingURL=${basename(path)}.map\n`, map};
}

/** Keeps every line where it is, for the source map. */
function commonJs(text, files) {
  const {head, body, exported} = parts(text);
  const dynamic = body.replace(/\bimport\("([^"]+)"\)/g, (whole, id) =>
    files.has(basename(id)) ? `Promise.resolve().then(()=>require("${id}"))` : whole,
  );
  return (
    head.replace(IMPORT, (whole, names, id) => required(whole, names, id)) + dynamic + exported.replace(EXPORT, exports)
  );
}

/** esbuild puts all imports first and the exports last, each at the beginning of a line. */
function parts(text) {
  const start = /^(?:(?:\/\/.*|import [^;]*;)?\n)*/.exec(text)?.[0].length ?? 0;
  const end = text.lastIndexOf('\nexport {');
  const last = end < start ? text.length : end;
  return {head: text.slice(0, start), body: text.slice(start, last), exported: text.slice(last)};
}

const IMPORT = /^import (?:([^;"]*?) from )?"([^"]+)";/gm;
const EXPORT = /^export \{([^}]*)\};/m;

function required(whole, names, id) {
  const call = `require("${id}");`;
  if (names === undefined) return call;
  const [, first, all, some] = /^(?:([\w$]+)(?:, )?)?(?:\* as ([\w$]+))?(?:\{([^}]*)\})?$/.exec(names) ?? [];
  if ((first ?? all ?? some) === undefined) throw new Error(`an import that is not understood: ${whole}`);
  const declared = [first, all, some && `{${some.replace(/ as /g, ': ')}}`].filter(Boolean);
  return declared.map((pattern) => `const ${pattern} = ${call}`).join(' ');
}

function exports(_whole, names) {
  return `module.exports = {__esModule: true,${names.replace(/([\w$]+) as ([\w$]+)/g, '$2: $1')}};`;
}
