import {crc32, deflateRawSync, gunzipSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {OUT_BYTES, openRawGunzip, wrongSum} from '../../../src/image/layer/gunzip.js';
import {RunningCrc} from '../../../src/image/layer/running-crc.js';

/** One member with any of the header's optional fields. */
function member(
  content: Uint8Array,
  fields: {extra?: Uint8Array; name?: string; comment?: string; crc?: boolean} = {},
) {
  const {extra, name, comment} = fields;
  const flags =
    (extra ? 4 : 0) | (name === undefined ? 0 : 8) | (comment === undefined ? 0 : 16) | (fields.crc ? 2 : 0);
  const head = [Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255])];
  if (extra) head.push(Buffer.from([extra.length & 255, extra.length >> 8]), Buffer.from(extra));
  for (const text of [name, comment]) if (text !== undefined) head.push(Buffer.from(`${text}\0`, 'latin1'));
  if (fields.crc) head.push(Buffer.from([0, 0]));
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(content), 0);
  tail.writeUInt32LE(content.length, 4);
  return Buffer.concat([...head, deflateRawSync(content), tail]);
}

function unpack(blob: Buffer, step = blob.length): Buffer {
  const crc = new RunningCrc();
  const memory = Buffer.alloc(OUT_BYTES);
  const gunzip = openRawGunzip({
    verify: (sum) => {
      if (crc.take() !== sum) throw wrongSum();
    },
    room: () => memory,
  });
  if (!gunzip) throw new Error('the handle is not known');
  const out: Buffer[] = [];
  try {
    for (let at = 0; at < blob.length; at += step) {
      gunzip.push(blob.subarray(at, at + step), (piece) => {
        crc.add(piece);
        out.push(Buffer.from(piece));
      });
    }
    gunzip.finish();
  } finally {
    gunzip.close();
  }
  return Buffer.concat(out);
}

const CONTENT = Buffer.from('hello gzip '.repeat(500));

describe('openRawGunzip', () => {
  it('unpacks members with any header, in pieces of any size', () => {
    const field = fc.string({unit: fc.constantFrom('a', 'ü', ' '), maxLength: 20});
    const one = fc.record({
      content: fc.uint8Array({maxLength: 2000}),
      fields: fc.record(
        {extra: fc.uint8Array({maxLength: 40}), name: field, comment: field, crc: fc.boolean()},
        {requiredKeys: []},
      ),
    });
    fc.assert(
      fc.property(
        fc.array(one, {minLength: 1, maxLength: 4}),
        fc.integer({min: 1, max: 700}),
        fc.nat({max: 600}),
        (members, step, padding) => {
          const blob = Buffer.concat([
            ...members.map(({content, fields}) => member(content, fields)),
            Buffer.alloc(padding),
          ]);
          expect(unpack(blob, step).equals(Buffer.concat(members.map(({content}) => content)))).toBe(true);
        },
      ),
    );
  });

  it('unpacks what the public function does, a megabyte at once and in pieces', () => {
    const large = Buffer.from(Array.from({length: 1_000_000}, (_, i) => (i * 7919) >>> 7));
    const blob = gzipSync(large);
    for (const step of [blob.length, 65_536, 999]) expect(unpack(blob, step).equals(gunzipSync(blob))).toBe(true);
  });

  it.each([
    ['a wrong CRC', (blob: Buffer) => blob.writeUInt32LE(1, blob.length - 8), /corrupt.*data check/],
    ['a wrong length', (blob: Buffer) => blob.writeUInt32LE(1, blob.length - 4), /corrupt.*length check/],
    ['a damaged stream', (blob: Buffer) => blob.fill(0xff, 12, 20), /corrupt/],
    ['another method', (blob: Buffer) => blob.writeUInt8(7, 2), /corrupt.*method/],
  ])('refuses %s', (_, harm, expected) => {
    const blob = member(CONTENT);
    harm(blob);
    expect(() => unpack(blob)).toThrow(expect.objectContaining({name: 'ImageProblem'}));
    expect(problemOf(blob)).toMatch(expected);
  });

  it('calls every cut truncated, unless nothing but padding is lost', () => {
    const blob = member(CONTENT, {name: 'layer.tar'});
    for (let length = 1; length < blob.length; length++) {
      expect(problemOf(blob.subarray(0, length), 64)).toMatch(/^truncated/);
    }
  });

  it('refuses bytes that follow and are no member', () => {
    expect(problemOf(Buffer.concat([member(CONTENT), Buffer.from('junk')]))).toMatch(/^corrupt.*belong to nothing/);
    expect(problemOf(Buffer.concat([member(CONTENT), Buffer.from([0, 0, 1])]))).toMatch(/^corrupt.*belong to nothing/);
  });

  it('refuses a header without end', () => {
    const head = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 255]);
    expect(problemOf(Buffer.concat([head, Buffer.alloc(300_000, 0x61)]), 100_000)).toMatch(/^corrupt.*header/);
  });
});

function problemOf(blob: Buffer, step?: number): string {
  try {
    unpack(blob, step);
    return 'none';
  } catch (error) {
    const {code, message} = error as {code?: string; message?: string};
    return `${code}: ${message}`;
  }
}
