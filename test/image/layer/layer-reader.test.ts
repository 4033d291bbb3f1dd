import {createHash} from 'node:crypto';
import {crc32, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {LayerReader} from '../../../src/image/layer/layer-reader.js';
import type {LayerListing, ReadOptions} from '../../../src/image/layer/listing.js';
import {withZeros} from '../../../src/image/layer/running-crc.js';
import {header, octal, padded, writeTar} from '../support/tar-writer.js';
import {zstdFrame} from '../support/zstd.js';

const OPTIONS: ReadOptions = {diffId: true, sha256: true, keep: [], keepBytes: 1000, maxUnpackedBytes: 1e9};

async function read(blob: Buffer, options: Partial<ReadOptions> = {}, step = 1000): Promise<LayerListing> {
  const reader = new LayerReader({...OPTIONS, ...options});
  for (let at = 0; at < blob.length; at += step) await reader.push(blob.subarray(at, at + step));
  return reader.finish();
}

const TAR = writeTar([
  {path: './a/b.txt', content: 'hello'},
  {path: '/abs', content: 'x'},
  {path: '../escape', content: 'x'},
  {path: 'node_modules/left-pad/package.json', content: '{"name":"left-pad","version":"1.3.0"}'},
]);
describe('LayerReader', () => {
  it.each([
    ['gzip', gzipSync(TAR)],
    ['none', TAR],
    ['zstd', zstdFrame(TAR)],
  ])('lists a layer packed with %s', async (compression, blob) => {
    const listing = await read(blob);
    expect(listing.compression).toBe(compression);
    expect(listing.paths.split('\0')).toEqual(['a/b.txt', 'abs', 'node_modules/left-pad/package.json']);
    expect(listing.crcs[0]).toBe(crc32('hello'));
    expect(Buffer.from(listing.sha256!.subarray(0, 32)).toString('hex')).toBe(
      createHash('sha256').update('hello').digest('hex'),
    );
    expect(listing.diffId).toBe(`sha256:${createHash('sha256').update(TAR).digest('hex')}`);
    expect(listing.unpackedBytes).toBe(TAR.length);
    expect(listing.npm).toEqual([{row: 2, name: 'left-pad', version: '1.3.0'}]);
    expect(listing.anomalies).toEqual([
      {kind: 'absolute-path', examples: ['/abs'], count: 1},
      {kind: 'outside-root', examples: ['../escape'], count: 1},
    ]);
  });

  it('gives the same listing through the internal handle and the public streams, for any cut', async () => {
    const blob = gzipSync(TAR);
    await fc.assert(
      fc.asyncProperty(fc.integer({min: 1, max: blob.length}), async (step) => {
        expect(await read(blob, {publicApiOnly: true}, step)).toEqual(await read(blob, {}, step));
      }),
      {numRuns: 25},
    );
  });

  it.each([1, 7, 100, 5000])('reads gzip members one after another (cut every %i bytes)', async (step) => {
    const half = 512 * 3;
    const blob = Buffer.concat([gzipSync(TAR.subarray(0, half)), gzipSync(TAR.subarray(half))]);
    expect((await read(blob, {}, step)).unpackedBytes).toBe(TAR.length);
  });

  it('reads gzip members that end anywhere, inside of files too', async () => {
    const files = [10_000, 4096, 100, 30_000].map((size, i) => ({
      path: `f${i}`,
      content: Buffer.from(Array.from({length: size}, (_, at) => (at * (i + 3) * 7919) >>> 5)),
    }));
    const tar = writeTar(files);
    const cuts = fc.uniqueArray(fc.integer({min: 1, max: tar.length - 1}), {maxLength: 6});
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({min: 1, max: 20_000}), async (inner, step) => {
        const places = [0, ...inner.sort((a, b) => a - b), tar.length];
        const members = places.slice(1).map((to, i) => gzipSync(tar.subarray(places[i], to), {level: 1}));
        const listing = await read(Buffer.concat(members), {}, step);
        expect([...listing.crcs]).toEqual(files.map(({content}) => crc32(content)));
        expect(listing.unpackedBytes).toBe(tar.length);
      }),
      {numRuns: 50},
    );
  });

  it('accepts zero padding after the gzip stream and refuses anything else', async () => {
    const blob = gzipSync(TAR);
    expect((await read(Buffer.concat([blob, Buffer.alloc(700)]))).count).toBe(3);
    await expect(read(Buffer.concat([blob, Buffer.from('garbage')]))).rejects.toThrow(/gzip stream/);
  });

  it.each([
    ['gzip', gzipSync(TAR)],
    ['zstd', zstdFrame(TAR)],
  ])('says that a cut %s stream is truncated', async (_, blob) => {
    await expect(read(blob.subarray(0, blob.length - 20))).rejects.toMatchObject({code: 'truncated'});
    await expect(read(blob.subarray(0, blob.length - 20), {publicApiOnly: true})).rejects.toMatchObject({
      code: 'truncated',
    });
  });

  it('says that a damaged gzip stream is damaged', async () => {
    const blob = gzipSync(Buffer.concat([TAR, Buffer.from('x'.repeat(4000))]));
    blob[blob.length - 6] = (blob[blob.length - 6] as number) ^ 0xff;
    await expect(read(blob)).rejects.toMatchObject({code: 'corrupt'});
    await expect(read(blob, {publicApiOnly: true})).rejects.toMatchObject({code: 'corrupt'});
  });

  it('stops at a bomb', async () => {
    const bomb = gzipSync(Buffer.concat([writeTar([{path: 'zeros', content: Buffer.alloc(5_000_000)}])]));
    await expect(read(bomb, {maxUnpackedBytes: 1_000_000})).rejects.toMatchObject({code: 'too-large'});
  });

  it('refuses what is no archive at all', async () => {
    await expect(read(Buffer.from('<html>'.repeat(200)))).rejects.toMatchObject({code: 'unknown-compression'});
    await expect(read(Buffer.alloc(0))).rejects.toMatchObject({code: 'unknown-compression'});
  });

  it('hashes a sparse file as a program would read it', async () => {
    const sparse = Buffer.concat([
      header({name: 'f', link: '', flag: 'S', size: 5, mode: 0, uid: 0, gid: 0, mtime: 0}, (block) => {
        octal(block, 386, 12, 1000);
        octal(block, 398, 12, 5);
        octal(block, 483, 12, 2000);
      }),
      ...padded(Buffer.from('hello')),
      Buffer.alloc(1024),
    ]);
    const plain = Buffer.alloc(2000);
    plain.write('hello', 1000);
    expect((await read(sparse)).crcs[0]).toBe(crc32(plain));
  });

  describe('a sparse file that is nearly all hole', () => {
    const SIZE = 7 * 2 ** 30;
    const one = header({name: 'f', link: '', flag: 'S', size: 0, mode: 0, uid: 0, gid: 0, mtime: 0}, (block) => {
      octal(block, 386, 12, SIZE);
      octal(block, 398, 12, 0);
      octal(block, 483, 12, SIZE);
    });
    const bomb = Buffer.concat([...Array.from({length: 500}, () => one), Buffer.alloc(1024)]);

    it('costs nothing, and is cut where it is kept', async () => {
      const listing = await read(bomb, {sha256: false, keep: ['^f$'], keepBytes: 10});
      expect([listing.sizes[0], listing.crcs[0], listing.crcs[499]]).toEqual([
        SIZE,
        withZeros(0, SIZE) >>> 0,
        withZeros(0, SIZE) >>> 0,
      ]);
      expect(listing.contents[0]).toMatchObject({bytes: new Uint8Array(10), cut: true});
    });

    it('is refused where every byte would have to be hashed', async () => {
      await expect(read(bomb)).rejects.toMatchObject({code: 'too-large'});
    });
  });

  it('keeps what was asked for, cut where it is too long', async () => {
    const listing = await read(TAR, {keep: ['^a/'], keepBytes: 3});
    expect(listing.contents.map(({bytes, cut}) => [Buffer.from(bytes).toString(), cut])).toEqual([['hel', true]]);
  });
});
