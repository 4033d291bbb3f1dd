#!/usr/bin/env node
// compare-images --files against what people do today: whole processes, taken in turn, medians and ratios of one run.
// Usage: node bench/images/run.mjs [--rounds 5] [--directory /tmp/nerava-bench-images] [--slow] [--huge] [--json FILE]
// --slow adds skopeo + umoci + diff -rq, --huge a layer of 4 GB. Needs dist/ (npm run build) and curl, gzip, tar; igzip, crane, skopeo, umoci as found.
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {makePair} from './pair.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const {values} = parseArgs({
  options: {
    rounds: {type: 'string', default: '5'},
    directory: {type: 'string', default: '/tmp/nerava-bench-images'},
    slow: {type: 'boolean', default: false},
    rate: {type: 'string', default: '100000000'},
    huge: {type: 'boolean', default: false},
    json: {type: 'string'},
  },
});
const WAIT = 'for j in $(jobs -p); do wait $j; done';
const {directory} = values;
const rounds = Number(values.rounds);
const has = (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;

console.error(`making the images in ${directory} (once, a minute; with --huge three)`);
const pair = await makePair({directory, huge: values.huge});
const registry = await startRegistry();
const link = await startRegistry({RATE: values.rate});
const temporary = mkdtempSync(join(tmpdir(), 'bench-'));

const tool = (port, a, b, ...flags) => ({
  argv: [process.execPath, join(root, 'bin/run.js'), 'compare-images', `bench:${a}`, `bench:${b}`, '--json', ...flags],
  env: {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
    AWS_SECRET_ACCESS_KEY: 'fake',
  },
});
const shell = (script, target) => ({argv: ['bash', '-c', `set -e -o pipefail\n${script}`], env: {}, target});
const get = (digest, port = registry.port) => `curl -s http://127.0.0.1:${port}/blob/${digest}`;
const digests = pair.layers.map((layer) => layer.digest);
const [only] = pair.one.layers;
const serial = (unpack) => digests.map((d) => `${get(d)} | ${unpack} | tar -tv > /dev/null`).join('\n');
const parallel = (unpack) =>
  `${digests.map((d, i) => `{ ${get(d)} | ${unpack} | tar -tv > ${temporary}/${i}; } &`).join('\n')}\n${WAIT}`;

/** What is compared, by whom, and the ratio of wall times that is aimed at. */
const sections = [
  {
    name: 'four layers',
    rounds,
    own: tool(registry.port, 'v24', 'v32', '--files'),
    peers: {
      'curl | gzip | tar -tv, one after the other': shell(serial('gzip -dc'), 0.3),
      'curl | gzip | tar -tv, in parallel': shell(parallel('gzip -dc'), 0.45),
      ...(has('igzip') && {
        'curl | sha256sum + igzip | tar -tv, in parallel': shell(
          parallel('tee >(sha256sum > /dev/null) | igzip -dc'),
          1.1,
        ),
      }),
      ...(has('crane') && {'crane export | tar -tv of both, diff': shell(exportBoth(), 0.2)}),
      ...(values.slow &&
        has('skopeo') &&
        has('umoci') && {'skopeo + umoci unpack + diff -rq': shell(unpackBoth(), 0.05)}),
      'compare-images --files --diff-ids': tool(registry.port, 'v24', 'v32', '--files', '--diff-ids'),
      'compare-images --files --sha256': tool(registry.port, 'v24', 'v32', '--files', '--sha256'),
    },
  },
  {
    name: 'one layer',
    rounds,
    own: tool(registry.port, 'base', 'one', '--files'),
    peers: {'curl | gzip | tar -tv': shell(`${get(only.digest)} | gzip -dc | tar -tv > /dev/null`, 0.42)},
  },
  {
    // A link of 100 MB/s: the transfer itself is the floor.
    name: `four layers at ${Number(values.rate) / 1e6} MB/s`,
    rounds: Math.min(3, rounds),
    own: tool(link.port, 'v24', 'v32', '--files'),
    peers: {
      'curl, in parallel, to /dev/null': shell(
        `${digests.map((d) => `${get(d, link.port)} > /dev/null &`).join('\n')}\n${WAIT}`,
        1.06,
      ),
    },
  },
  ...(values.huge
    ? [{name: 'one layer of 4 GB', rounds: 1, own: tool(registry.port, 'base', 'huge', '--files'), peers: {}}]
    : []),
];

const results = [];
for (const {name, rounds: times, own, peers} of sections) {
  await fetch(`http://127.0.0.1:${registry.port}/reset`);
  const measured = await measure({'compare-images --files': own, ...peers}, times);
  const {'compare-images --files': ours, ...theirs} = measured;
  print(name, measured, ours);
  results.push({
    name,
    own: ours,
    peers: Object.entries(theirs).map(([peer, taken]) => ({peer, ...taken, target: peers[peer].target})),
  });
}
if (values.json) writeFileSync(values.json, JSON.stringify({pair, sections: results}, null, 2));
registry.close();
link.close();
rmSync(temporary, {recursive: true, force: true});

async function measure(runs, times) {
  const samples = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < times; round++) {
    for (const [name, run] of Object.entries(runs)) samples[name].push(await once1(run));
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, taken]) => [
      name,
      {
        wall: median(taken.map((s) => s.wall)),
        cpu: median(taken.map((s) => s.cpu)),
        peakMiB: median(taken.map((s) => s.peakMiB)),
        ...written(taken),
      },
    ]),
  );
}

/** One whole process under GNU time: wall, CPU of it and its children, peak resident memory, blocks written. */
async function once1({argv, env}) {
  const report = join(temporary, 'time');
  const {NODE_EXTRA_CA_CERTS: _, ...inherited} = process.env;
  const child = spawn('/usr/bin/time', ['-o', report, '-f', '%e %U %S %M %O', ...argv], {
    env: {...inherited, ...env},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${argv.join(' ').slice(0, 200)} ended with ${code}`);
  const [wall, user, system, peak, blocks] = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  return {wall, cpu: user + system, peakMiB: peak / 1024, blocks};
}

function written(taken) {
  return {blocksWritten: Math.max(...taken.map((s) => s.blocks))};
}

function print(title, rows, base) {
  const name = Math.max(title.length, ...Object.keys(rows).map((key) => key.length));
  console.log(`${title.padEnd(name)}   wall s    CPU s  peak MiB  wall ratio  CPU ratio`);
  for (const [key, row] of Object.entries(rows)) {
    const cells = [
      row.wall.toFixed(2),
      row.cpu.toFixed(2),
      row.peakMiB.toFixed(0),
      (base.wall / row.wall).toFixed(3),
      (base.cpu / row.cpu).toFixed(3),
    ];
    const widths = [8, 8, 9, 11, 10];
    console.log(`${key.padEnd(name)} ${cells.map((cell, i) => cell.padStart(widths[i])).join(' ')}`);
  }
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function exportBoth() {
  const listing = (tag) => `crane export 127.0.0.1:${registry.port}/bench:${tag} - | tar -tv > ${temporary}/${tag}`;
  return `${listing('v24')}\n${listing('v32')}\ndiff ${temporary}/v24 ${temporary}/v32 > /dev/null || true`;
}

function unpackBoth() {
  return `W=$(mktemp -d)
for t in v24 v32; do
  skopeo copy -q oci:${directory}:$t oci:$W/layout:$t
  umoci raw unpack --rootless --image $W/layout:$t $W/$t > /dev/null
done
diff -rq $W/v24 $W/v32 > /dev/null || true
rm -rf $W`;
}

async function startRegistry(env = {}) {
  const script = fileURLToPath(new URL('./registry.mjs', import.meta.url));
  if (!existsSync(script)) throw new Error('registry.mjs is missing');
  const child = spawn(process.execPath, [script, directory], {
    env: {...process.env, ...env},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return {port: Number(String(line).trim()), close: () => child.kill()};
}
