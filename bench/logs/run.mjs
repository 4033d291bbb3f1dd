#!/usr/bin/env node
// Medians and ratios of `nerava-diag logs` against `aws logs tail` (AWS CLI v2), whole processes in turn against the
// same local server. Trust the ratios of one run, never seconds.
//   npm run build && node bench/logs/run.mjs [--events 200000] [--latency 50] [--rate 0] [--runs 5] [--aws /usr/bin/aws] [--json FILE]
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const {values} = parseArgs({
  options: {
    events: {type: 'string', default: '200000'},
    latency: {type: 'string', default: '50'},
    rate: {type: 'string', default: '0'},
    runs: {type: 'string', default: '5'},
    aws: {type: 'string', default: '/usr/bin/aws'},
    json: {type: 'string'},
  },
});
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const ID = '0'.repeat(32);

const server = spawn(
  process.execPath,
  [here('server.mjs'), '--events', values.events, '--latency', values.latency, '--rate', values.rate],
  {stdio: ['ignore', 'pipe', 'inherit']},
);
const [line] = await once(server.stdout, 'data');
const url = String(line).trim();
const {NODE_EXTRA_CA_CERTS: _, ...inherited} = process.env;
const env = {
  ...inherited,
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const START = '2026-01-23T15:00:00Z';
const since = ['--since', START];
const arn = `arn:aws:apprunner:us-east-1:111122223333:service/my-api/${ID}`;
const ours = (format) => [
  process.execPath,
  here('../../bin/run.js'),
  'logs',
  arn,
  '--group',
  'application',
  ...since,
  '--format',
  format,
];
const peers = {
  'aws logs tail': [
    values.aws,
    '--endpoint-url',
    url,
    'logs',
    'tail',
    `/aws/apprunner/my-api/${ID}/application`,
    ...since,
  ],
  'logs --format text': ours('text'),
  'logs --format jsonl': ours('jsonl'),
  'HTTP and JSON.parse alone': [
    process.execPath,
    here('bare.mjs'),
    url,
    `/aws/apprunner/my-api/${ID}/application`,
    String(Date.parse(START)),
  ],
};

/** Wall and CPU seconds, peak MiB, lines and calls of one run. `time` measures the whole process from outside. */
async function measure(command) {
  await fetch(`${url}/stats`);
  const child = spawn('/usr/bin/time', ['-f', '%e %U %S %M', ...command], {env, stdio: ['ignore', 'pipe', 'pipe']});
  let lines = 0;
  let tail = '';
  child.stdout.on('data', (chunk) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  });
  child.stderr.on('data', (chunk) => {
    tail += chunk;
  });
  await once(child, 'close');
  const [wall, user, system, kib] = tail.trim().split('\n').at(-1).split(' ').map(Number);
  const {calls, throttled} = await (await fetch(`${url}/stats`)).json();
  return {wall, cpu: user + system, mib: kib / 1024, lines, calls, throttled};
}

const results = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
for (let run = 0; run < Number(values.runs); run++) {
  for (const [name, command] of Object.entries(peers)) results[name].push(await measure(command));
}
server.kill();

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const summary = Object.fromEntries(
  Object.entries(results).map(([name, runs]) => [
    name,
    Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((r) => r[key]))])),
  ]),
);
if (values.json) writeFileSync(values.json, JSON.stringify({results: summary}, null, 2));
const base = summary['aws logs tail'];
console.log(
  `${values.events} events, ${values.latency} ms a call, ${values.rate === '0' ? 'no quota' : `${values.rate} calls/s`}; medians of ${values.runs}`,
);
for (const [name, {wall, cpu, mib, lines, calls, throttled}] of Object.entries(summary)) {
  console.log(
    `${name.padEnd(26)} wall ${(wall / base.wall).toFixed(2)} (${wall.toFixed(2)} s)  CPU ${(cpu / base.cpu).toFixed(2)} (${cpu.toFixed(2)} s)  peak ${mib.toFixed(0)} MiB  lines ${lines}  calls ${calls} (${throttled} throttled)`,
  );
}
