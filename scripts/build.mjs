#!/usr/bin/env node
// Bundles src/ into dist/: one entry for each command, shared code in chunks, AWS clients in chunks of their own that
// load only when a command asks for them. Then oclif's manifest, so that `--help` loads no command, and the
// declarations of the library.
import {spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as esbuild from 'esbuild';
import {lazyRequire} from './lazy-require.mjs';
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
const PROGRAM = ['src/main.ts'];

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
  return Object.fromEntries(readdirSync(folder).map((file) => [file.replace(/\.mjs$/, ''), join(folder, file)]));
}

async function bundle() {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const options = {
    absWorkingDir: root,
    outbase: 'src',
    outdir: 'dist',
    entryNames: '[dir]/[name]',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.20',
    mainFields: ['module', 'main'],
    define: {
      'process.env.NERAVA_DIAG_BUILD_VERSION': JSON.stringify(own.version),
      'process.env.NERAVA_DIAG_BUILD_SDK_VERSION': JSON.stringify(sdkVersion(own)),
    },
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
  };
  const results = await Promise.all([
    esbuild.build({...options, entryPoints: PROGRAM, external: ['./run.js']}),
    esbuild.build({
      ...options,
      entryPoints: entryPoints(),
      // oclif asks for it where a TypeScript command is run unbuilt; bundled it would weigh 4 MB.
      external: ['typescript'],
      alias: standIns(),
      plugins: [
        lazyRequire(/@oclif[\\/]core[\\/]lib[\\/].+\.js$/),
        plainKeys(/@aws-sdk[\\/].+[\\/]schemas[\\/]schemas_\d+\.js$/),
      ],
      // CommonJS dependencies inside the bundle call require().
      banner: {
        js: "import {createRequire as $createRequire} from 'node:module';const require = $createRequire(import.meta.url);",
      },
    }),
  ]);
  const metafile = {
    inputs: Object.assign({}, ...results.map(({metafile}) => metafile.inputs)),
    outputs: Object.assign({}, ...results.map(({metafile}) => metafile.outputs)),
  };
  await mkdir(join(root, '.tmp'), {recursive: true});
  await writeFile(join(root, '.tmp/build-meta.json'), JSON.stringify(metafile));
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
