import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {gzipSync} from 'node:zlib';
import {build} from 'esbuild';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type LayerPool, openLayerPool, type Pump} from '../../../src/image/layer/layer-pool.js';
import type {ReadOptions} from '../../../src/image/layer/listing.js';
import {writeTar} from '../support/tar-writer.js';

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
});
