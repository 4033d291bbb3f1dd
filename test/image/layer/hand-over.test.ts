import zlib, {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, it, vi} from 'vitest';
import {OUT_BYTES} from '../../../src/image/layer/gunzip.js';
import {LayerReader, type Resumed} from '../../../src/image/layer/layer-reader.js';
import {joinListings, type LayerListing, type ReadOptions} from '../../../src/image/layer/listing.js';
import type {UnpackedSink} from '../../../src/image/layer/ring-sink.js';
import {type Item, meta, paxRecord, writeTar} from '../support/tar-writer.js';
import {zstdFrame} from '../support/zstd.js';

// A layer may be read to some border of two entries by one reader, and on from there by another. Wherever that is, both
// together tell what one alone tells.

const OPTIONS: ReadOptions = {diffId: false, sha256: true, keep: ['kept'], keepBytes: 50, maxUnpackedBytes: 1e9};

type Step = {readonly out: Buffer} | {readonly crc: number} | 'end' | 'failed';

/** What comes through, in copies. */
function recorder(steps: Step[]): UnpackedSink {
  // As much as a reader unpacks at once by itself: what is told first of two kinds of damage depends on it.
  const memory = Buffer.alloc(OUT_BYTES);
  return {
    room: () => memory,
    put: (out) => void steps.push({out: Buffer.from(out)}),
    verify: (crc) => void steps.push({crc}),
    end: () => void steps.push('end'),
    fail: () => void steps.push('failed'),
  };
}

interface Told {
  readonly listing?: LayerListing;
  readonly problem?: string;
  readonly handedOver?: boolean;
}

async function alone(blob: Buffer, step: number, options: Partial<ReadOptions>): Promise<Told> {
  const reader = new LayerReader({...OPTIONS, ...options});
  try {
    for (let at = 0; at < blob.length; at += step) await reader.push(blob.subarray(at, at + step));
    return {listing: await reader.finish()};
  } catch (error) {
    return {problem: (error as Error).message};
  }
}

/** @param from how many pieces the first reader takes before it is asked to hand over */
async function byTwo(blob: Buffer, step: number, from: number, options: Partial<ReadOptions>): Promise<Told> {
  const steps: Step[] = [];
  let part: {listing: LayerListing; resumed: Resumed} | undefined;
  const first = new LayerReader({...OPTIONS, ...options});
  let problem: string | undefined;
  let own: LayerListing | undefined;
  try {
    for (let at = 0, piece = 0; at < blob.length; at += step, piece++) {
      if (piece === from) {
        first.handOver({
          sink: recorder(steps),
          begin: (listing, resumed) => {
            part = {listing, resumed};
          },
        });
      }
      await first.push(blob.subarray(at, at + step));
    }
    own = await first.finishOwn();
  } catch (error) {
    problem = (error as Error).message;
  }
  if (part === undefined) return {...(own && {listing: own}), ...(problem !== undefined && {problem})};
  const second = new LayerReader({...OPTIONS, ...options});
  second.resume(part.resumed);
  try {
    for (const one of steps) {
      if (one === 'failed') return {...(problem !== undefined && {problem}), handedOver: true};
      if (one === 'end') return {listing: joinListings(part.listing, await second.finish()), handedOver: true};
      if ('crc' in one) second.endMember(one.crc);
      else await second.push(one.out);
    }
    throw new Error('the rest has no end');
  } catch (error) {
    return {problem: (error as Error).message, handedOver: true};
  }
}

const item: fc.Arbitrary<Item> = fc.record({
  path: fc.oneof(
    fc.constantFrom('a', 'dir/kept', 'node_modules/x/package.json', '../out', '/abs', 'tests/t.py', 'é'.repeat(80)),
    fc.string({unit: fc.constantFrom('x', 'y', '/'), minLength: 1, maxLength: 200}).map((path) => `p${path}`),
  ),
  content: fc.oneof(
    fc.string({maxLength: 40}),
    fc.nat(40_000).map((length) => Buffer.alloc(length, 'content')),
    fc.constant('{"name":"x","version":"1.0.0"}'),
  ),
  mode: fc.constantFrom(0o644, 0o4755, 0o666),
  long: fc.constantFrom('pax' as const, 'gnu' as const),
});

/** One gzip member, or several that end anywhere. */
function packed(tar: Buffer, cuts: readonly number[]): Buffer {
  const ends = [...new Set([...cuts.map((cut) => cut % (tar.length + 1)), tar.length])].sort((a, b) => a - b);
  return Buffer.concat(ends.map((end, i) => gzipSync(tar.subarray(ends[i - 1] ?? 0, end), {level: 1})));
}

/** Packs to about its own size. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(Array.from({length}, () => (state = (state * 48_271) % 0x7fff_ffff)));
}

const same = ({handedOver: _, ...told}: Told) => told;

describe('a layer that a second reader takes over', () => {
  it('is read as by one alone, wherever that is', async () => {
    let handedOver = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, {maxLength: 20}),
        fc.array(fc.nat(), {maxLength: 3}),
        fc.integer({min: 1, max: 3000}),
        fc.nat(30),
        async (items, cuts, step, from) => {
          const blob = packed(writeTar(items), cuts);
          const told = await byTwo(blob, step, from, {});
          if (told.handedOver) handedOver++;
          expect(same(told)).toEqual(await alone(blob, step, {}));
        },
      ),
      {numRuns: 300},
    );
    expect(handedOver).toBeGreaterThan(50);
  });

  it('is the same whatever is damaged', async () => {
    const blob = packed(
      writeTar(Array.from({length: 12}, (_, i) => ({path: `f${i}`, content: `${i} many words `.repeat(200 * i)}))),
      [9000],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(blob.length - 1), fc.nat(255)), {minLength: 1, maxLength: 3}),
        fc.integer({min: 1, max: 200}),
        fc.nat(20),
        async (changes, step, from) => {
          const damaged = Buffer.from(blob);
          for (const [at, byte] of changes) damaged[at] = byte;
          expect(same(await byTwo(damaged, step, from, {}))).toEqual(await alone(damaged, step, {}));
        },
      ),
      {numRuns: 400},
    );
  });

  it('keeps the bound on what it may unpack to', async () => {
    const blob = packed(writeTar([{path: 'a'}, {path: 'b', content: noise(900_000)}, {path: 'c'}]), []);
    for (const [maxUnpackedBytes, handedOver] of [
      [1000, undefined],
      [500_000, true],
      [901_000, true],
    ] as const) {
      const told = await byTwo(blob, 2000, 0, {maxUnpackedBytes});
      expect(told.handedOver).toBe(handedOver);
      expect(told.problem).toContain(`${maxUnpackedBytes} bytes`);
      expect(same(told)).toEqual(await alone(blob, 2000, {maxUnpackedBytes}));
    }
  });

  it('is read alone where a hash runs over all of it, unless nothing was read yet', async () => {
    const blob = packed(writeTar(Array.from({length: 9}, (_, i) => ({path: `f${i}`, content: noise(9999)}))), []);
    const [early, late] = [await byTwo(blob, 900, 0, {diffId: true}), await byTwo(blob, 900, 3, {diffId: true})];
    expect([early.handedOver, late.handedOver]).toEqual([true, undefined]);
    expect(same(early)).toEqual(await alone(blob, 900, {diffId: true}));
    expect(late).toEqual(same(early));
  });

  it('is read alone from a global header on, which later entries go by', async () => {
    const tar = Buffer.concat([
      ...meta('g', Buffer.from(paxRecord('mtime', '77'))),
      writeTar(Array.from({length: 30}, (_, i) => ({path: `f${i}`, content: noise(9000)}))),
    ]);
    const blob = gzipSync(tar);
    const told = await byTwo(blob, 4000, 2, {});
    expect(told.handedOver).toBeUndefined();
    expect(told).toEqual(await alone(blob, 4000, {}));
    expect(told.listing?.mtimes.at(-1)).toBe(77);
  });

  it('is read alone where it is not packed, or packed otherwise', async () => {
    const tar = writeTar([{path: 'a', content: noise(3000)}, {path: 'b'}]);
    for (const blob of [tar, zstdFrame(tar)]) {
      const told = await byTwo(blob, 700, 0, {});
      expect(told.handedOver).toBeUndefined();
      expect(told).toEqual(await alone(blob, 700, {}));
    }
  });

  it('is read alone where Node does not unpack as known', async () => {
    const blob = packed(
      writeTar([
        {path: 'a', content: noise(300_000)},
        {path: 'b', content: noise(300_000)},
      ]),
      [],
    );
    const expected = await alone(blob, 9000, {});
    const create = zlib.createInflateRaw;
    const hidden = vi.spyOn(zlib, 'createInflateRaw').mockImplementation((options) => {
      const stream = create(options);
      Object.defineProperty(stream, '_writeState', {value: undefined});
      return stream;
    });
    try {
      const told = await byTwo(blob, 9000, 0, {});
      expect(hidden).toHaveBeenCalled();
      expect(told.handedOver).toBeUndefined();
      expect(told).toEqual(expected);
    } finally {
      hidden.mockRestore();
    }
  });

  it('keeps the bound on what is kept of all its files', async () => {
    const kept = Array.from({length: 40}, (_, i) => ({path: `kept-${i}`, content: Buffer.alloc(2 * 1024 * 1024, i)}));
    const blob = packed(writeTar(kept), []);
    const options = {keepBytes: 2 * 1024 * 1024, sha256: false};
    const step = Math.ceil(blob.length / 12);
    const told = await byTwo(blob, step, 7, options);
    expect(told.handedOver).toBe(true);
    const one = await alone(blob, step, options);
    const bytes = (listing?: LayerListing) => listing?.contents.reduce((sum, content) => sum + content.bytes.length, 0);
    expect(bytes(told.listing)).toBe(bytes(one.listing));
    expect(told.listing?.contents.length).toBe(one.listing?.contents.length);
  }, 60_000);
});
