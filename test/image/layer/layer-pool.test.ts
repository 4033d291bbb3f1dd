import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {Worker} from 'node:worker_threads';
import {gunzipSync, gzipSync} from 'node:zlib';
import {build} from 'esbuild';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {type LayerPool, openLayerPool, type Pump} from '../../../src/image/layer/layer-pool.js';
import type {ReadOptions} from '../../../src/image/layer/listing.js';
import {ImageProblem} from '../../../src/image/problem.js';
import {writeTar} from '../support/tar-writer.js';
import {zstdFrame} from '../support/zstd.js';

const OPTIONS: ReadOptions = {diffId: true, sha256: true, keep: ['small'], keepBytes: 100, maxUnpackedBytes: 1e9};
const layer = (seed: number): Buffer =>
  gzipSync(
    writeTar([
      {path: `big-${seed}`, content: Buffer.from(Array.from({length: 1_500_000}, (_, i) => (i * seed * 7919) >>> 3))},
      {path: 'small', content: `${seed}`},
    ]),
  );

/** Hands over pieces through one piece of memory, as sources do: what is not read in time is overwritten. */
function pieces(bytes: Buffer, step = 65_536): Pump {
  return async (take) => {
    const memory = Buffer.alloc(step);
    for (let at = 0; at < bytes.length; at += step) {
      const length = bytes.copy(memory, 0, at, at + step);
      await take(memory.subarray(0, length));
      memory.fill(0xee);
    }
  };
}

/** Puts what it is asked to bring where the taker wants it, in pieces of odd sizes; else into memory of its own. */
function straight(bytes: Buffer, most = 300_000): Pump {
  return async (take) => {
    const own = Buffer.alloc(most);
    for (let at = 0, step = 1; at < bytes.length; step = (step * 31) % most) {
      const memory = take.memory?.() ?? own;
      const length = Math.min(step, memory.length, bytes.length - at);
      memory.set(bytes.subarray(at, at + length));
      at += length;
      await take(Buffer.from(memory.buffer, memory.byteOffset, length));
    }
  };
}

describe('openLayerPool', () => {
  let directory: string;
  let worker: URL;
  let threads: LayerPool;
  let inline: LayerPool;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pool-'));
    const outfile = join(directory, 'layer-worker.mjs');
    await build({
      entryPoints: ['src/image/layer/layer-worker.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'error',
    });
    worker = pathToFileURL(outfile);
    threads = openLayerPool({worker});
    inline = openLayerPool({threads: 0});
  });
  afterAll(async () => {
    await Promise.all([threads?.close(), inline?.close()]);
    await rm(directory, {recursive: true, force: true});
  });

  it('reads the same in threads as without', async () => {
    const blobs = [1, 2, 3, 4, 5].map(layer);
    const inThreads = await Promise.all(blobs.map((blob) => threads.read(pieces(blob), OPTIONS)));
    for (const [i, blob] of blobs.entries()) {
      expect(inThreads[i]).toEqual(await inline.read(pieces(blob), OPTIONS));
    }
  });

  it('reads what is put straight into its memory', async () => {
    const blobs = [1, 2, 3].map(layer);
    const read = await Promise.all(blobs.map((blob) => threads.read(straight(blob), OPTIONS)));
    for (const [i, blob] of blobs.entries()) expect(read[i]).toEqual(await inline.read(pieces(blob), OPTIONS));
    expect(await inline.read(straight(layer(1)), OPTIONS)).toEqual(read[0]);
  });

  it('goes on with the next layer after a bad one', async () => {
    const good = layer(6);
    const bad = Buffer.concat([good.subarray(0, 300_000), Buffer.alloc(400_000, 0xff)]);
    const outcomes = await Promise.allSettled(
      [bad, good, bad, good].map((blob) => threads.read(pieces(blob), OPTIONS)),
    );
    expect(outcomes.map(({status}) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({reason: {name: 'ImageProblem', code: 'corrupt'}});
    expect(outcomes[1]).toMatchObject({value: {count: 2}});
  });

  it('hands on what breaks while fetching', async () => {
    const broken: Pump = async (take) => {
      await take(layer(7).subarray(0, 1000));
      throw new Error('the connection broke');
    };
    await expect(threads.read(broken, OPTIONS)).rejects.toThrow('the connection broke');
    expect((await threads.read(pieces(layer(8)), OPTIONS)).count).toBe(2);
  });

  // A layer that no other waits behind is unpacked by one thread and read by the other.
  describe('the only layer', () => {
    const outcome = (pool: LayerPool, pump: Pump, options: Partial<ReadOptions> = {}) =>
      pool.read(pump, {...OPTIONS, ...options}).then(
        (listing) => ({listing}),
        (error: unknown) => ({problem: error instanceof ImageProblem ? `${error.code}: ${error.message}` : error}),
      );
    const small = (content: string) => writeTar([{path: 'a/b', content}, {path: 'small', content: '1'}, {path: 'c'}]);
    const big = gzipSync(
      writeTar([
        {path: 'noise', content: noise(1_200_000)},
        {path: 'small', content: '9'},
      ]),
    );
    const members = Buffer.concat([
      big.subarray(0, 0),
      ...chop(gunzipSync(big), 333_333).map((part) => gzipSync(part)),
    ]);

    it.each([
      ['gzip', big],
      ['gzip in members that end inside files', members],
      ['a wrong sum', Buffer.concat([big.subarray(0, -8), Buffer.alloc(4), big.subarray(-4)])],
      ['a wrong length', Buffer.concat([big.subarray(0, -4), Buffer.alloc(4)])],
      ['cut', big.subarray(0, -20_000)],
      ['cut inside its trailer', big.subarray(0, -3)],
      ['followed by what belongs to nothing', Buffer.concat([big, Buffer.from('more')])],
      ['followed by zeros', Buffer.concat([big, Buffer.alloc(3000)])],
      ['no tar inside', gzipSync(Buffer.alloc(700_000, 'no archive '))],
      ['gzip inside gzip', gzipSync(gzipSync(small('x')))],
      ['a tar that is cut inside, in good gzip', gzipSync(gunzipSync(big).subarray(0, 700_000))],
      ['a tar that is bad early, in gzip that is bad later', badTarThenBadGzip()],
      ['not packed', small('hello')],
      ['zstd', zstdFrame(small('hello'))],
      ['nothing', Buffer.alloc(0)],
      ['one byte', Buffer.from([0x1f])],
      ['of no kind', Buffer.alloc(5000, 7)],
    ])('is the same read by two: %s', async (_what, blob) => {
      for (const step of [1 << 20, 65_536, blob.length < 100_000 ? 13 : 9_999]) {
        const both = await outcome(threads, pieces(blob, step));
        expect(both).toEqual(await outcome(inline, pieces(blob, step)));
      }
    });

    it('is the same whatever is damaged', async () => {
      const good = gzipSync(small('many words '.repeat(9000)));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat({max: good.length - 1}), fc.nat({max: 255})), {maxLength: 3}),
          fc.integer({min: 1, max: 5000}),
          async (changes, step) => {
            const blob = Buffer.from(good);
            for (const [at, byte] of changes) blob[at] = byte;
            expect(await outcome(threads, pieces(blob, step))).toEqual(await outcome(inline, pieces(blob, step)));
          },
        ),
        {numRuns: 150},
      );
    });

    it('that unpacks to more than is allowed is not read on', async () => {
      const bomb = gzipSync(writeTar([{path: 'zeros', content: Buffer.alloc(60_000_000)}]), {level: 9});
      const limit = {maxUnpackedBytes: 5_000_000};
      const both = await outcome(threads, pieces(bomb, 20_000), limit);
      expect(both).toEqual(await outcome(inline, pieces(bomb, 20_000), limit));
      expect(both).toMatchObject({problem: expect.stringContaining('too-large')});
    });

    it('is read on by a thread that gets free half-way', async () => {
      const entries = Array.from({length: 300}, (_, i) => ({
        path: `${'deep/'.repeat(i % 40)}file-${i}`,
        content: noise(1 + ((i * 7919) % 30_000)),
      }));
      const long = gzipSync(writeTar([...entries, {path: 'small', content: 'end'}]));
      const alone = await outcome(inline, pieces(long), {diffId: false});
      const messages = vi.spyOn(Worker.prototype, 'emit');
      for (let turn = 0; turn < 12; turn++) {
        // The other one is over after so many pieces of the long one.
        let over: () => void = () => undefined;
        const isOver = new Promise<void>((resolve) => {
          over = resolve;
        });
        const slow: Pump = async (take) => {
          const most = turn * 350_000;
          await pieces(long.subarray(0, most))(take);
          over();
          await shortIsRead;
          await pieces(long.subarray(most))(take);
        };
        const short: Pump = async (take) => {
          await isOver;
          await pieces(big)(take);
        };
        let shortIsRead: Promise<unknown> = Promise.resolve();
        const reading = outcome(threads, slow, {diffId: false});
        shortIsRead = outcome(threads, short, {diffId: false});
        const [first, second] = await Promise.all([reading, shortIsRead]);
        expect(first).toEqual(alone);
        expect(second).toEqual(await outcome(inline, pieces(big), {diffId: false}));
      }
      // It has been: not only at the beginning.
      const parts = messages.mock.calls.filter(
        ([event, message]) => event === 'message' && message?.kind === 'part' && message.listing.count > 0,
      );
      messages.mockRestore();
      expect(parts.length).toBeGreaterThan(5);
    });

    it('that is given up leaves both threads to the next', async () => {
      for (let turn = 0; turn < 20; turn++) {
        const broken: Pump = async (take) => {
          await take(big.subarray(0, 40_000 * turn));
          throw new Error('the connection broke');
        };
        await expect(threads.read(broken, OPTIONS)).rejects.toThrow('the connection broke');
        const [one, two] = await Promise.all([1, 2].map(() => outcome(threads, pieces(big))));
        expect(one).toEqual(two);
        expect(one).toEqual(await outcome(inline, pieces(big)));
      }
    });

    it('is given up when the second thread is gone while the first one waits for it', async () => {
      const path = join(directory, 'mortal-worker.mjs');
      await writeFile(
        path,
        `import {parentPort} from 'node:worker_threads';
        parentPort.on('message', ({kind, layer}) => {
          if (kind === 'share') parentPort.postMessage({kind: 'part', layer, listing: {count: 0}, resumed: {}});
          if (kind === 'read-unpacked') setTimeout(() => process.exit(), 50);
        });`,
      );
      const pool = openLayerPool({worker: pathToFileURL(path)});
      try {
        const endless: Pump = async (take) => {
          for (;;) await take(Buffer.alloc(1 << 20));
        };
        expect(await outcome(pool, endless)).toMatchObject({
          problem: expect.stringContaining('corrupt: reading a layer was ended'),
        });
      } finally {
        await pool.close();
      }
    });

    it('ends when the pool is closed while it is read', async () => {
      const pool = openLayerPool({worker});
      const pump: Pump = async (take) => {
        await take(big.subarray(0, 200_000));
        setTimeout(() => void pool.close(), 20);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await take(big.subarray(200_000));
      };
      expect(await outcome(pool, pump)).toMatchObject({problem: expect.stringContaining('corrupt: reading a layer')});
    });
  });
});

/** Packs to about its own size. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(Array.from({length}, () => (state = (state * 48_271) % 0x7fff_ffff)));
}

function chop(bytes: Buffer, length: number): Buffer[] {
  return Array.from({length: Math.ceil(bytes.length / length)}, (_, i) => bytes.subarray(i * length, (i + 1) * length));
}

/** The second entry's header is damaged; the sum at the end does not hold either. */
function badTarThenBadGzip(): Buffer {
  const tar = writeTar([
    {path: 'a', content: 'x'.repeat(2000)},
    {path: 'b', content: Buffer.alloc(900_000, 1)},
  ]);
  tar[512 + 2048 + 150] = 0x55;
  const blob = gzipSync(tar);
  blob.writeUInt32LE(1, blob.length - 8);
  return blob;
}
