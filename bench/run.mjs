#!/usr/bin/env node
// Every benchmark against its peers, as far as they are installed: one table of ratios with the peers' versions. Trust
// ratios of one run, never seconds.
//   npm run bench -- [--only start-up,chain,fleet,logs,images] [--runs 7] [--save FILE] [--against FILE] [--markdown]
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {cpus, tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {chain} from './chain.mjs';
import {fleet} from './fleet.mjs';
import {startUp} from './start-up.mjs';
import {awsClis, versionOf} from './support/peers.mjs';

const {values} = parseArgs({
  options: {
    only: {type: 'string', default: 'start-up,chain,fleet,logs,images'},
    runs: {type: 'string', default: '7'},
    save: {type: 'string'},
    against: {type: 'string'},
    markdown: {type: 'boolean', default: false},
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const SUITES = {'start-up': startUp, chain, fleet, logs, images};

if (!existsSync(join(root, 'dist/main.cjs'))) fail('there is no build: npm run build');
if (!existsSync('/usr/bin/time')) fail('GNU time is missing: apt-get install time');

const rows = [];
for (const name of values.only.split(',')) {
  const suite = SUITES[name] ?? fail(`no benchmark is called ${name}; there are: ${Object.keys(SUITES).join(', ')}`);
  console.error(`measuring: ${name}`);
  rows.push(...(await suite({runs: Number(values.runs)})));
}
const result = {date: new Date().toISOString(), machine: machine(), rows};
const before = values.against === undefined ? undefined : JSON.parse(readFileSync(values.against, 'utf8'));
console.log(values.markdown ? markdown(result, before) : text(result, before));
if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(result, null, 2)}\n`);

/** What `logs` is measured at, and the ratio of wall times that is aimed at. */
const LOGS = [
  {name: '200 000 events', target: 0.25, args: []},
  {name: '200 000 events, 25 calls/s, 200 ms', target: 0.25, args: ['--rate', '25', '--latency', '200']},
  {name: '200 000 events, 5 calls/s, 200 ms', target: 1.05, args: ['--rate', '5', '--latency', '200']},
  {name: '1 000 000 events', target: 0.25, args: ['--events', '1000000']},
];

/** `logs` against `aws logs tail`, which only the second generation of the CLI has. */
async function logs({runs}) {
  const peer = awsClis().find(({version}) => Number.parseInt(version, 10) >= 2);
  if (peer === undefined) return skipped('logs', 'aws CLI v2');
  return LOGS.flatMap(({name, target, args}) => {
    const {results} = script('logs/run.mjs', '--aws', peer.path, '--runs', String(Math.min(runs, 3)), ...args);
    const {'aws logs tail': theirs, ...own} = results;
    return Object.entries(own).map(([what, taken]) => ({
      suite: `logs, ${name}`,
      what,
      own: taken,
      peer: `aws logs tail (${peer.version})`,
      theirs,
      target,
    }));
  });
}

/** `compare-images --files` against what people pipe together. */
async function images({runs}) {
  const slow = versionOf('skopeo') !== undefined && versionOf('umoci') !== undefined;
  const {sections} = script('images/run.mjs', '--rounds', String(Math.min(runs, 5)), ...(slow ? ['--slow'] : []));
  const versions = {
    gzip: versionOf('gzip'),
    igzip: versionOf('igzip'),
    tar: versionOf('tar'),
    skopeo: versionOf('skopeo'),
    umoci: versionOf('umoci'),
  };
  return sections.flatMap(({name, own, peers}) =>
    peers.map(({peer, target, ...theirs}) => {
      const used = Object.entries(versions).flatMap(([tool, version]) =>
        new RegExp(`\\b${tool}\\b`).test(peer) && version ? [/\d+(\.\d+)+/.exec(version)?.[0] ?? version] : [],
      );
      const what = 'compare-images --files';
      return {suite: `images, ${name}`, what, own, peer: used.length > 0 ? `${peer} (${used})` : peer, theirs, target};
    }),
  );
}

/** Runs a benchmark that stands alone and reads what it wrote. */
function script(path, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'nerava-diag-bench-'));
  try {
    const file = join(folder, 'result.json');
    const {status} = spawnSync(process.execPath, [join(root, 'bench', path), ...args, '--json', file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) fail(`bench/${path} ended with ${status}`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function skipped(suite, peer) {
  console.error(`${suite}: not measured, ${peer} is not installed`);
  return [];
}

function machine() {
  const [first] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim()}, ${gib} GiB, ${process.platform}-${process.arch}, Node ${process.version}`;
}

function cells({rows}, before) {
  return rows.map((row) => {
    const {suite, what, own, peer, theirs, target} = row;
    const ratio = own.wall / theirs.wall;
    const old = before?.rows.find((other) => other.suite === suite && other.what === what && bare(other) === bare(row));
    return [
      suite,
      what,
      peer,
      ratio.toFixed(2),
      target === undefined ? '' : `≤ ${target}${ratio <= target ? '' : ' MISSED'}`,
      theirs.cpu === undefined ? '' : (own.cpu / theirs.cpu).toFixed(2),
      `${own.wall.toFixed(3)} s`,
      `${(own.peakMiB ?? own.mib).toFixed(0)} MiB`,
      ...(before === undefined ? [] : [old === undefined ? 'new' : (old.own.wall / old.theirs.wall).toFixed(2)]),
    ];
  });
}

/** The peer without its version. */
function bare({peer}) {
  return peer.replace(/ \([^)]*\)$/, '');
}

function headOf(before) {
  const head = ['benchmark', 'what', 'against', 'wall ratio', 'target', 'CPU ratio', 'wall', 'peak'];
  return before === undefined ? head : [...head, `wall ratio of ${before.date.slice(0, 10)}`];
}

function text(result, before) {
  const all = [headOf(before), ...cells(result, before)];
  const widths = all[0].map((_, i) => Math.max(...all.map((line) => line[i].length)));
  const lines = all.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  );
  return [`${result.date.slice(0, 10)}, ${result.machine}`, '', ...lines].join('\n');
}

function markdown(result, before) {
  const head = headOf(before);
  const lines = [head, head.map(() => '---'), ...cells(result, before)].map((line) => `| ${line.join(' | ')} |`);
  return [`${result.date.slice(0, 10)}, ${result.machine}`, '', ...lines].join('\n');
}

function fail(why) {
  console.error(`bench: ${why}`);
  process.exit(1);
}
