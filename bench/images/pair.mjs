// Makes the images that bench/images/run.mjs compares. v24 and v32 share their base and differ in four layers, about
// 300 MB packed, 1 GB unpacked and 59 000 entries in what differs; `one` is the base and one layer more; `huge`, when
// asked for, the base and a layer of 4 GB unpacked. Deterministic: same seed, same bytes.
import {createHash} from 'node:crypto';
import {createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';

const BLOCK = 512;

/** @param {{directory: string, scale?: number, huge?: boolean}} options */
export async function makePair({directory, scale = 1, huge = false}) {
  const done = join(directory, huge ? 'pair-3-huge.json' : 'pair-3.json');
  if (existsSync(done)) return JSON.parse(readFileSync(done, 'utf8'));
  mkdirSync(join(directory, 'blobs/sha256'), {recursive: true});
  const n = (count) => Math.max(1, Math.round(count * scale));
  const base = await layer(directory, 'ADD rootfs.tar.xz /', files('base', n(4000), 20_000, 1));
  const pipA = files('a-pip', n(14_000), 15_000, 2, 'usr/local/lib/python3.11/site-packages');
  const pipB = files('a-pip', n(14_000), 15_000, 2, 'usr/local/lib/python3.11/site-packages', n(734));
  const appA = files('app', n(14_500), 17_500, 3, 'app');
  const appB = files('app', n(14_500), 17_500, 3, 'app', n(733));
  const more = files('more', n(2_000), 35_000, 4, 'app/node_modules');
  const images = {
    v24: [
      base,
      await layer(directory, 'RUN pip install -r requirements.txt', pipA),
      await layer(directory, 'COPY . /app', appA),
    ],
    v32: [
      base,
      await layer(directory, 'RUN pip install -r requirements.txt', pipB),
      await layer(directory, 'COPY . /app', appB, more),
    ],
  };
  const withMore = {
    ...images,
    base: [base],
    one: [base, images.v32[2]],
    ...(huge && {huge: [base, await layer(directory, 'COPY data /data', files('huge', n(60_000), 66_000, 5, 'data'))]}),
  };
  const manifests = Object.entries(withMore).map(([tag, layers]) => {
    const config = blob(
      directory,
      JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        created: '2026-01-20T10:00:00Z',
        config: {Cmd: ['python', '-m', 'uvicorn', 'app.main_simple:app'], WorkingDir: '/app'},
        rootfs: {type: 'layers', diff_ids: layers.map((l) => l.diffId)},
        history: layers.map((l) => ({created_by: l.createdBy, created: '2026-01-20T10:00:00Z'})),
      }),
    );
    const manifest = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {mediaType: 'application/vnd.oci.image.config.v1+json', ...config},
      layers: layers.map(({digest, size}) => ({
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest,
        size,
      })),
    };
    return {
      mediaType: manifest.mediaType,
      ...blob(directory, JSON.stringify(manifest)),
      annotations: {'org.opencontainers.image.ref.name': tag},
    };
  });
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(directory, 'index.json'), JSON.stringify({schemaVersion: 2, manifests}));
  const about = (layers) => ({
    layers: layers.map(({digest, size, unpacked, entries}) => ({digest, size, unpacked, entries})),
    packed: sum(layers.map((l) => l.size)),
    unpacked: sum(layers.map((l) => l.unpacked)),
    entries: sum(layers.map((l) => l.entries)),
  });
  const pair = {
    ...about([...images.v24.slice(1), ...images.v32.slice(1)]),
    one: about(withMore.one.slice(1)),
    ...(huge && {huge: about(withMore.huge.slice(1))}),
  };
  writeFileSync(done, JSON.stringify(pair));
  return pair;
}

/** `changed`: so many files get other content of the same size. */
function files(name, count, mean, seed, root = name, changed = 0) {
  return {name, count, mean, seed, root, changed};
}

async function layer(directory, createdBy, ...sets) {
  const packed = createHash('sha256');
  const unpacked = createHash('sha256');
  const temporary = join(directory, `layer-${process.pid}.tmp`);
  const gzip = createGzip({level: 6});
  gzip.on('data', (chunk) => packed.update(chunk));
  let bytes = 0;
  let entries = 0;
  const through = new PassThrough({highWaterMark: 1 << 20});
  const writing = pipeline(through, gzip, createWriteStream(temporary));
  const push = async (buffer) => {
    unpacked.update(buffer);
    bytes += buffer.length;
    if (!through.write(buffer)) await new Promise((resolve) => through.once('drain', resolve));
  };
  for (const set of sets) {
    for (const buffer of tarOf(set)) {
      entries += buffer.entries;
      await push(buffer.bytes);
    }
  }
  await push(Buffer.alloc(1024));
  through.end();
  await writing;
  const digest = packed.digest('hex');
  renameSync(temporary, join(directory, 'blobs/sha256', digest));
  return {
    createdBy,
    digest: `sha256:${digest}`,
    size: statSync(join(directory, 'blobs/sha256', digest)).size,
    diffId: `sha256:${unpacked.digest('hex')}`,
    unpacked: bytes,
    entries,
  };
}

function* tarOf({count, mean, seed, root, changed}) {
  const random = generator(seed);
  const noise = noiseOf(seed);
  const words = Buffer.from(Array.from({length: 4096}, () => `word${Math.floor(random() * 900)} `).join(''));
  const step = changed === 0 ? Number.POSITIVE_INFINITY : Math.floor(count / changed);
  for (let i = 0; i < count; i++) {
    const long = i % 97 === 0 ? `${'deep-'.repeat(12)}${i}/${'name-'.repeat(12)}` : '';
    const path = `${root}/package-${i % 211}/${long}module_${i}.py`;
    const size = Math.floor(mean * (0.02 - Math.log(1 - random() * 0.999) * 0.98));
    const content = Buffer.alloc(size);
    // Part text, part noise: together they pack about 3.4 : 1, as real layers do.
    const cut = Math.floor(size * 0.8);
    for (let at = 0; at < cut; at += words.length) words.copy(content, at, 0, Math.min(words.length, cut - at));
    const from = Math.floor(random() * (noise.length - (size - cut) - 1));
    if (noise.length > size - cut) noise.copy(content, cut, from, from + (size - cut));
    if (size > 0 && i % step === 0) content[size - 1] ^= 0xff;
    if (Buffer.byteLength(path) > 100) {
      const record = paxRecord('path', path);
      yield {bytes: header('PaxHeader', record.length, 'x'), entries: 0};
      yield {bytes: pad(record), entries: 0};
    }
    yield {bytes: header(path.slice(0, 100), size, '0'), entries: 1};
    yield {bytes: pad(content), entries: 0};
  }
}

function noiseOf(seed) {
  const out = Buffer.alloc(4 << 20);
  const random = generator(seed + 1000);
  for (let i = 0; i < out.length; i++) out[i] = random() * 256;
  return out;
}

function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function header(path, size, flag) {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 'utf8');
  const octal = (value, at, length) => block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(1_760_000_000, 136, 12);
  block.write('        ', 148);
  block.write(flag, 156);
  block.write('ustar\x0000', 257);
  let total = 0;
  for (const byte of block) total += byte;
  block.write(`${total.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function paxRecord(key, value) {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + String(rest.length).length;
  if (rest.length + String(length).length !== length) length = rest.length + String(length).length;
  return Buffer.from(`${length}${rest}`);
}

function pad(buffer) {
  return Buffer.concat([buffer, Buffer.alloc(-buffer.length & (BLOCK - 1))]);
}

function blob(directory, text) {
  const digest = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(directory, 'blobs/sha256', digest), text);
  return {digest: `sha256:${digest}`, size: Buffer.byteLength(text)};
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await makePair({directory: process.argv[2] ?? '/tmp/nerava-bench-images', scale: Number(process.argv[3] ?? 1)});
}
