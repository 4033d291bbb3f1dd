import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {checksumHolds, decodeName, parsePax, stringField, wordsOf} from '../../../src/image/layer/tar-header.js';
import {paxRecord} from '../support/tar-writer.js';

const AT = 148;
const LENGTH = 8;

/** As POSIX says: every byte, those of the checksum as spaces. Old archives add them up as signed ones. */
function sumOf(block: Uint8Array, signed: boolean): number {
  let sum = 0;
  block.forEach((byte, i) => {
    const counted = i >= AT && i < AT + LENGTH ? 32 : byte;
    sum += signed && counted >= 0x80 ? counted - 256 : counted;
  });
  return sum;
}

const block = fc.oneof(
  fc.uint8Array({minLength: 512, maxLength: 512}),
  fc.constant(new Uint8Array(512).fill(0xff)),
  fc.constant(new Uint8Array(512)),
);

describe('the checksum of a header', () => {
  it('holds where it is the sum of unsigned or of signed bytes, wherever the header stands', () => {
    fc.assert(
      fc.property(block, fc.boolean(), fc.nat(9), fc.integer({min: -3, max: 3}), (content, signed, before, wrong) => {
        const [right, other] = [sumOf(content, signed), sumOf(content, !signed)];
        const stored = right + wrong;
        // No octal field holds less than nothing.
        fc.pre(stored >= 0 && (wrong === 0 || stored !== other));
        const bytes = Buffer.concat([Buffer.alloc(before, 1), content, Buffer.alloc(3, 2)]);
        bytes.write(`${stored.toString(8).padStart(6, '0')}\0 `, before + AT, 'latin1');
        expect(checksumHolds(bytes, wordsOf(bytes), before)).toBe(wrong === 0);
      }),
    );
  });

  it('does not hold where it is no number', () => {
    const bytes = Buffer.alloc(512, 'x');
    expect(checksumHolds(bytes, wordsOf(bytes), 0)).toBe(false);
  });
});

describe('a text field', () => {
  it('is read to its first NUL, whatever its letters', () => {
    const field = fc.oneof(
      fc.uint8Array({maxLength: 30}),
      fc.string({unit: 'grapheme', maxLength: 9}).map(Buffer.from),
    );
    fc.assert(
      fc.property(field, fc.nat(3), (content, after) => {
        const bytes = Buffer.concat([Buffer.from('>'), content, Buffer.alloc(after)]);
        const end = bytes.indexOf(0);
        expect(stringField(bytes, 1, bytes.length)).toBe(decodeName(bytes, 1, end < 0 ? bytes.length : end));
      }),
    );
  });
});

describe('a PAX header', () => {
  it.each(['path', 'linkpath', 'GNU.sparse.name'])('may hold no NUL in its %s, as in Go', (key) => {
    expect(() => parsePax(Buffer.from(paxRecord(key, 'a\0b')))).toThrow(/NUL/);
  });

  it('may hold one elsewhere', () => {
    expect(parsePax(Buffer.from(paxRecord('SCHILY.xattr.security.capability', 'a\0b'))).size).toBe(1);
  });
});
