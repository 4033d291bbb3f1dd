// Writes every file that follows from others: `npm run generate`. With --check it writes nothing and fails on drift.
// Each generator is one file under scripts/generators/ and answers with the files it makes.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const GENERATORS = ['registries', 'docs-index', 'iam-policy', 'schemas'];
const check = process.argv.includes('--check');

const drifted = [];
for (const name of GENERATORS) {
  const {generate} = await import(`./generators/${name}.mjs`);
  for (const [path, text] of await generate(root)) {
    if (read(join(root, path)) === text) continue;
    drifted.push(path);
    if (!check) write(join(root, path), text);
  }
}

if (check && drifted.length > 0) {
  console.error(`not what the generators make: ${drifted.join(', ')}\nrun: npm run generate`);
  process.exitCode = 1;
} else if (!check) {
  console.log(drifted.length === 0 ? 'nothing to do' : `wrote ${drifted.join(', ')}`);
}

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
