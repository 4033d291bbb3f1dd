// Writes every file that follows from others: `npm run generate`. With --check it writes nothing and fails on drift;
// what is made from the built program is then compared with dist/ as it stands.
// Each generator is one file under scripts/generators/ and answers with the files it makes.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {argv} from 'node:process';
import {fileURLToPath} from 'node:url';
import {build} from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const FROM_SOURCES = ['registries', 'docs-index', 'iam-policy', 'schemas'];
const FROM_FIXTURES = ['sample-bundle'];
const FROM_PROGRAM = ['commands', 'sample'];

/** The files that are not what `generators` make, written unless `check`. */
export async function drift(generators, {check}) {
  const drifted = [];
  for (const name of generators) {
    const {generate} = await import(`./generators/${name}.mjs`);
    for (const [path, text] of await generate(root)) {
      if (read(join(root, path)) === text) continue;
      drifted.push(path);
      if (!check) write(join(root, path), text);
    }
  }
  return drifted;
}

/** What needs no build: enough after a rule or a cause was added. */
export const updateRegistries = () => drift(FROM_SOURCES, {check: false});

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function write(path, text) {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const check = argv.includes('--check');
  const fromSources = await drift([...FROM_SOURCES, ...FROM_FIXTURES], {check});
  if (!check) await build();
  const drifted = [...fromSources, ...(await drift(FROM_PROGRAM, {check}))];
  if (!check) console.log(drifted.length === 0 ? 'nothing to do' : `wrote ${drifted.join(', ')}`);
  else if (drifted.length > 0) {
    console.error(`not what the generators make: ${drifted.join(', ')}\nrun: npm run generate`);
    process.exitCode = 1;
  }
}
