// Everything that is proven without running the code, two checks at a time. Prints one line a check, and the whole
// output of those that fail. `npm run check -- lint types` runs only those named.
import {spawn} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {delimiter, resolve} from 'node:path';
import {performance} from 'node:perf_hooks';

const CHECKS = {
  types: ['tsc', '-p', '.'],
  lint: ['biome', 'check', '.', '--error-on-warnings'],
  unused: ['knip'],
  duplicates: ['jscpd'],
  generated: ['node', 'scripts/generate.mjs', '--check'],
  package: ['publint', '--strict', '--pack', 'false'],
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(', ')}; there are ${Object.keys(CHECKS).join(', ')}`);
  process.exit(2);
}

const queue = named.length > 0 ? named : Object.keys(CHECKS);
const failed = [];
await Promise.all(Array.from({length: Math.min(2, availableParallelism())}, drain));
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

async function drain() {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const started = performance.now();
    const {code, output} = await run(CHECKS[name]);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(10)}  ${seconds} s`);
    if (code !== 0) {
      failed.push(name);
      console.log(output);
    }
  }
}

function run([command, ...parameters]) {
  return new Promise((settle, reject) => {
    const child = spawn(command, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: {...process.env, PATH: [resolve('node_modules/.bin'), process.env.PATH].join(delimiter)},
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => settle({code, output}));
  });
}
