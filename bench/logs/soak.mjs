#!/usr/bin/env node
// An hour of following in simulated time, with everything that goes wrong in one: late lines, bursts, equal stamps, an
// event from the future, throttling, dead tokens, lost connections, a machine's sleep. Losses and repeats must be zero.
//   node bench/logs/soak.mjs [--minutes 60] [--rate 20] [--seed 1]
import {parseArgs} from 'node:util';
import {build} from 'esbuild';

const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '60'},
    rate: {type: 'string', default: '20'},
    seed: {type: 'string', default: '1'},
  },
});
const {follow, Pacer, SeenEvents, Throttled, StaleToken} = await load();

const START = Date.parse('2026-01-23T16:00:00Z');
const LENGTH = Number(values.minutes) * 60_000;
/** Time after the last event in which late ones still arrive. */
const TAIL = 240_000;
const PAGE = 200;
const random = randomOf(Number(values.seed));

class Lost extends Error {}

/** Sorted by stamp, as FilterLogEvents sorts; 2 % are 3 to 120 s late, and one instance's first lines 10 to 30 s. */
const events = [];
for (let at = 0; at < LENGTH; at += 1000 / Number(values.rate)) {
  const stamp = START + Math.floor(at / 7) * 7;
  const late = random() < 0.02 ? 3000 + random() * 117_000 : at < 60_000 ? 10_000 + random() * 20_000 : random() * 1500;
  events.push({timestamp: stamp, visibleAt: stamp + late});
}
events.push({timestamp: START + 30 * 86_400_000, visibleAt: START + 20_000});
events.sort((a, b) => a.timestamp - b.timestamp || a.visibleAt - b.visibleAt);
events.forEach((event, index) => {
  event.eventId = `3${String(index).padStart(55, '0')}`;
  event.logStreamName = `instance/${index % 4}`;
  event.message = `line ${index}`;
});

let now = START;
let calls = 0;
const faults = {throttled: 0, stale: 0, lost: 0, empty: 0, slept: 0};
const outages = Array.from({length: Math.ceil(LENGTH / 600_000)}, () => {
  const from = START + random() * LENGTH;
  return [from, from + 5000 + random() * 90_000];
});

async function fetchPage({from, to, token}, signal) {
  signal.throwIfAborted();
  calls += 1;
  now += 40;
  if (outages.some(([begin, end]) => now >= begin && now < end) || random() < 0.01) {
    faults.lost += 1;
    throw new Lost('connection reset');
  }
  if (random() < 0.05) {
    faults.throttled += 1;
    throw new Throttled('slow down');
  }
  if (token !== undefined && random() < 0.01) {
    faults.stale += 1;
    throw new StaleToken('unknown token');
  }
  const offset = token === undefined ? 0 : Number(token);
  if (random() < 0.03) {
    faults.empty += 1;
    return Buffer.from(JSON.stringify({events: [], nextToken: `${offset}${' '.repeat(1 + Math.floor(random() * 9))}`}));
  }
  const end = to === undefined ? Number.POSITIVE_INFINITY : to + 1;
  const found = [];
  let index = lowerBound(from);
  let skip = offset;
  for (; index < events.length && events[index].timestamp < end && found.length <= PAGE; index++) {
    if (events[index].visibleAt > now) continue;
    if (skip > 0) skip -= 1;
    else found.push(events[index]);
  }
  const page = found.slice(0, PAGE).map(({visibleAt, ...event}) => ({
    ...event,
    ingestionTime: Math.floor(visibleAt),
  }));
  return Buffer.from(JSON.stringify({events: page, ...(found.length > PAGE && {nextToken: String(offset + PAGE)})}));
}

function lowerBound(stamp) {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle].timestamp < stamp) low = middle + 1;
    else high = middle;
  }
  return low;
}

const stop = new AbortController();
let slept = false;
const following = follow({
  groups: [{group: 'application', name: 'application'}],
  since: START - 600_000,
  from: START,
  fetchPage,
  pacer: new Pacer({
    quota: 10,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  }),
  seen: new SeenEvents(),
  now: () => now,
  sleep: async (ms) => {
    now += ms;
    // The lid is closed for twenty minutes, once.
    if (!slept && now > START + LENGTH / 2) {
      slept = true;
      now += 1_200_000;
      faults.slept += 1;
    }
    if (now >= START + LENGTH + TAIL) stop.abort();
  },
  signal: stop.signal,
  lastLook: () => new AbortController().signal,
  isMissing: () => false,
  mayPass: (error) => error instanceof Lost,
  note: () => {},
});
const counts = new Map();
let late = 0;
const started = performance.now();
for (let step = await following.next(); step.done !== true; step = await following.next()) {
  for (const {event, late: isLate} of step.value) {
    counts.set(event.eventId, (counts.get(event.eventId) ?? 0) + 1);
    if (isLate) late += 1;
  }
}
const lost = events.filter(({eventId}) => !counts.has(eventId)).length;
const repeated = [...counts.values()].filter((count) => count > 1).length;
console.log(
  `${values.minutes} simulated minutes in ${((performance.now() - started) / 1000).toFixed(1)} s: ${events.length} events, ${late} marked late, ${calls} calls, faults ${JSON.stringify(faults)}`,
);
console.log(`lost ${lost}, repeated ${repeated}`);
process.exitCode = lost + repeated === 0 ? 0 : 1;

/** The modules under test as they stand in the sources. */
async function load() {
  const source = ['follow', 'pacer', 'seen', 'page'].map((name) => `export * from './src/logs/${name}.ts';`).join('\n');
  const {outputFiles} = await build({
    stdin: {contents: source, resolveDir: new URL('../..', import.meta.url).pathname},
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** Mulberry32: the same hour for the same seed. */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
