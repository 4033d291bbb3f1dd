import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built program as a command line. */
export const tool = (...args) => [process.execPath, join(root, 'bin/run.js'), ...args];

/**
 * Runs commands in turn (A B A B …), each as a whole process under GNU time, after one round that does not count.
 *
 * @param {{[name: string]: {argv: string[], env?: object, codes?: number[]}}} commands
 * @param {number} runs counted runs of each
 * @returns medians: {[name]: {wall, cpu, peakMiB}}, seconds and MiB
 */
export async function inTurn(commands, runs) {
  const samples = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  const folder = mkdtempSync(join(tmpdir(), 'nerava-diag-bench-'));
  try {
    for (let round = 0; round <= runs; round++) {
      for (const [name, command] of Object.entries(commands)) {
        const sample = await once1(command, join(folder, 'time'));
        if (round > 0) samples[name].push(sample);
      }
    }
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, taken]) => [
      name,
      Object.fromEntries(['wall', 'cpu', 'peakMiB'].map((key) => [key, median(taken.map((sample) => sample[key]))])),
    ]),
  );
}

async function once1({argv, env = {}, codes = [0]}, report) {
  // Reading a bundle of certificates makes Node 20 start 30 ms later, and no run here speaks TLS.
  const {NODE_EXTRA_CA_CERTS: _, AWS_CA_BUNDLE: __, ...inherited} = process.env;
  const started = process.hrtime.bigint();
  const child = spawn('/usr/bin/time', ['-q', '-o', report, '-f', '%U %S %M', ...argv], {
    env: {...inherited, ...env},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  if (!codes.includes(code)) throw new Error(`measure: ${argv.join(' ')} ended with ${code}: ${stderr.slice(0, 500)}`);
  const [user, system, kib] = readFileSync(report, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
  return {wall, cpu: user + system, peakMiB: kib / 1024};
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The fake AWS in a process of its own; see fake-aws-process.mjs for its flags. */
export async function startServer(...flags) {
  const script = fileURLToPath(new URL('./fake-aws-process.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, ...flags], {stdio: ['ignore', 'pipe', 'inherit']});
  const [line] = await once(child.stdout, 'data');
  const server = JSON.parse(String(line));
  return {
    ...server,
    // The aws CLI of the first generation reads this one only.
    env: {...server.env, AWS_DEFAULT_REGION: server.env.AWS_REGION},
    calls: async () => (await fetch(server.calls, {headers: {connection: 'close'}})).json(),
    close: () => child.kill(),
  };
}
