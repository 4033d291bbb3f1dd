#!/usr/bin/env node
// Bundles src/ into dist/: one entry for each command, shared code in chunks, AWS clients in chunks of their own that
// load only when a command asks for them. Then oclif's manifest, so that `--help` loads no command, and the
// declarations of the library.
//
// What is written is CommonJS (docs/adr/0009-code-cache.md): only for it can a program keep the code that V8 compiled.
// esbuild splits ES modules only; so each file is turned into CommonJS after that.
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {basename, dirname, join, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as esbuild from 'esbuild';
import {toCommonJs} from './common-js.mjs';
import {lazyRequire} from './lazy-require.mjs';
import {plainFaults} from './plain-faults.mjs';
import {plainKeys} from './plain-keys.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** @param {{types?: boolean}} [options] types: also emit dist/index.d.ts and what it refers to (default true) */
export async function build({types = true} = {}) {
  await rm(join(root, 'dist'), {recursive: true, force: true});
  const declarations = types ? emitDeclarations() : Promise.resolve();
  await bundle();
  await writeManifest();
  await writeHelp();
  await declarations;
}

/** The program itself: `--version` and `--help` end here. What it has in common with the rest is so little that it is
 * bundled twice: one file to load instead of six. */
const PROGRAM = 'src/main.ts';

function entryPoints() {
  const sources = readdirSync(join(root, 'src'), {recursive: true}).map((path) => String(path).split(sep).join('/'));
  const isEntry = (path) =>
    ['run.ts', 'index.ts', 'command-not-found.ts'].includes(path) ||
    /^commands\/.+\.ts$/.test(path) ||
    path.endsWith('-worker.ts');
  return sources.filter(isEntry).map((path) => `src/${path}`);
}

/** Packages that oclif requires and never runs here; each file says why. */
function standIns() {
  const folder = join(root, 'scripts/stand-ins');
  return Object.fromEntries(readdirSync(folder).map((file) => [file.replace(/\.[cm]js$/, ''), join(folder, file)]));
}

async function bundle() {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const define = {
    'import.meta.url': '$url',
    'process.env.NERAVA_DIAG_BUILD_VERSION': JSON.stringify(own.version),
    'process.env.NERAVA_DIAG_BUILD_SDK_VERSION': JSON.stringify(sdkVersion(own)),
  };
  const rest = await esbuild.build({
    ...OPTIONS,
    define,
    entryPoints: entryPoints(),
    // oclif asks for it where a TypeScript command is run unbuilt; bundled it would weigh 4 MB.
    external: ['typescript'],
    alias: standIns(),
    plugins: [
      lazyRequire(/@oclif[\\/]core[\\/]lib[\\/].+\.js$/),
      plainKeys(/@aws-sdk[\\/].+[\\/]schemas[\\/]schemas_\d+\.js$/),
      plainFaults(/@aws-sdk[\\/].+[\\/]models[\\/]errors\.js$/),
    ],
  });
  const program = await esbuild.build({
    ...OPTIONS,
    define: {...define, 'process.env.NERAVA_DIAG_BUILD_ID': JSON.stringify(digestOf(rest.outputFiles))},
    entryPoints: [PROGRAM],
  });
  const sources = [...rest.outputFiles, ...program.outputFiles];
  const files = new Set(sources.map(({path}) => basename(path)));
  const written = await Promise.all(
    sources.map(async ({path, text}) => {
      const {code, map} = await toCommonJs({path, text, files, target: OPTIONS.target});
      await mkdir(dirname(path), {recursive: true});
      await Promise.all([writeFile(path, code), writeFile(`${path}.map`, map)]);
      return {path, bytes: Buffer.byteLength(code)};
    }),
  );
  const library = rest.metafile.outputs['dist/index.cjs'].exports;
  await writeFile(
    join(root, 'dist/index.js'),
    `import library from './index.cjs';\nexport const {${library.join(', ')}} = library;\n`,
  );

  const metafile = {
    inputs: {...rest.metafile.inputs, ...program.metafile.inputs},
    outputs: {...rest.metafile.outputs, ...program.metafile.outputs},
  };
  for (const {path, bytes} of written) metafile.outputs[relative(root, path).split(sep).join('/')].bytes = bytes;
  await mkdir(join(root, '.tmp'), {recursive: true});
  await writeFile(join(root, '.tmp/build-meta.json'), JSON.stringify(metafile));
}

const OPTIONS = {
  absWorkingDir: root,
  outbase: 'src',
  outdir: 'dist',
  entryNames: '[dir]/[name]',
  chunkNames: 'chunks/[name]-[hash]',
  outExtension: {'.js': '.cjs'},
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.20',
  mainFields: ['module', 'main'],
  sourcemap: 'inline',
  sourcesContent: false,
  legalComments: 'none',
  minifySyntax: true,
  metafile: true,
  write: false,
  logLevel: 'warning',
};

/** Of every file's name and bytes: what V8 compiled for one build is not taken for another's. */
function digestOf(files) {
  const hash = createHash('sha256');
  for (const {path, contents} of files) hash.update(`${path}\0${contents.length}\0`).update(contents);
  return hash.digest('hex').slice(0, 16);
}

/** The newest AWS SDK client among the dependencies: they are released together. */
function sdkVersion(own) {
  const versions = Object.entries(own.dependencies)
    .filter(([name]) => name.startsWith('@aws-sdk/client-'))
    .map(([, version]) => version);
  return versions.sort((a, b) => a.localeCompare(b, 'en', {numeric: true})).at(-1);
}

async function writeManifest() {
  const {Plugin} = require('@oclif/core/config');
  const plugin = new Plugin({
    root,
    type: 'core',
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  await writeFile(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`);
}

/** Help texts, so that asking for help loads neither oclif nor a command (see src/cli/help-text.ts). */
async function writeHelp() {
  process.env['OCLIF_COLUMNS'] = '80';
  process.env['NO_COLOR'] = '1';
  const {Config} = require('@oclif/core/config');
  const {Help} = require('@oclif/core/help');
  const config = await Config.load({root});
  const texts = {};
  for (const id of ['', ...config.commands.filter((command) => !command.hidden).map((command) => command.id)]) {
    const lines = [];
    const help = new (class extends Help {
      log(text = '') {
        lines.push(text);
      }
    })(config, config.pjson.oclif.helpOptions);
    await help.showHelp(id === '' ? [] : [id]);
    // The version line names the Node that built it; --version says all that.
    texts[id] = `${lines.join('\n').trimEnd()}\n`.replace(/VERSION\n.*\n\n/, '');
  }
  await writeFile(join(root, 'dist/help.json'), JSON.stringify(texts));
}

function emitDeclarations() {
  const config = join(root, 'tsconfig.build.json');
  if (!existsSync(config)) throw new Error(`build declarations: ${relative(root, config)} is missing`);
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsc, '-p', config], {cwd: root, stdio: 'inherit'});
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`build declarations: tsc ended with ${code}`)),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({types: !process.argv.includes('--no-types')});
}
