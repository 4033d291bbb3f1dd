import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {TarReader} from '../../../src/image/layer/tar.js';
import type {TarEntry} from '../../../src/image/layer/tar-header.js';
import {ImageProblem} from '../../../src/image/problem.js';
import {header, type Item, meta, octal, padded, paxRecord, writeTar} from '../support/tar-writer.js';

interface Read {
  readonly entry: TarEntry;
  readonly content: Buffer;
}

function readTar(archive: Buffer, cuts: readonly number[] = []): Read[] {
  const out: Read[] = [];
  let entry: TarEntry | undefined;
  let parts: Buffer[] = [];
  const reader = new TarReader({
    entry: (begun) => {
      entry = begun;
      parts = [];
    },
    data: (chunk) => parts.push(Buffer.from(chunk)),
    end: () => out.push({entry: entry!, content: Buffer.concat(parts)}),
  });
  let at = 0;
  for (const cut of [...cuts].sort((x, y) => x - y)) {
    const to = cut % (archive.length + 1);
    if (to <= at) continue;
    reader.push(archive.subarray(at, to));
    at = to;
  }
  reader.push(archive.subarray(at));
  reader.finish();
  return out;
}

const segment = fc
  .string({minLength: 1, maxLength: 90, unit: 'grapheme'})
  .filter((s) => !/[/\0]/.test(s) && s !== '.' && s !== '..');
const item: fc.Arbitrary<Item> = fc.record({
  path: fc.array(segment, {minLength: 1, maxLength: 5}).map((parts) => parts.join('/')),
  content: fc.uint8Array({maxLength: 1500}).map((bytes) => Buffer.from(bytes)),
  mode: fc.integer({min: 0, max: 0o7777}),
  uid: fc.integer({min: 0, max: 0o7777777}),
  gid: fc.integer({min: 0, max: 0o7777777}),
  mtime: fc.integer({min: 0, max: 0o77777777777}),
  long: fc.constantFrom('pax' as const, 'gnu' as const),
});

describe('TarReader', () => {
  it('reads back what a writer wrote, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(item, {maxLength: 6}), fc.array(fc.nat(), {maxLength: 12}), (items, cuts) => {
        const read = readTar(writeTar(items), cuts);
        expect(read.map(({entry, content}) => ({...entry, content}))).toEqual(
          items.map(({path, content, mode, uid, gid, mtime}) => ({
            path,
            type: 'file',
            size: content?.length,
            mode,
            uid,
            gid,
            mtime,
            link: '',
            content,
          })),
        );
      }),
    );
  });

  it('never crashes on bytes that are no archive: it throws an ImageProblem or reads', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 3000}), fc.array(fc.nat(), {maxLength: 5}), (bytes, cuts) => {
        try {
          readTar(Buffer.from(bytes), cuts);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageProblem);
        }
      }),
    );
  });

  it('never crashes on a damaged archive', () => {
    fc.assert(
      fc.property(fc.array(item, {minLength: 1, maxLength: 3}), fc.nat(), fc.nat(255), (items, where, byte) => {
        const archive = writeTar(items);
        archive[where % archive.length] = byte;
        try {
          readTar(archive);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageProblem);
        }
      }),
    );
  });

  it('says that an archive cut in an entry is truncated, and accepts one without end marker', () => {
    const archive = writeTar([{path: 'a', content: 'x'.repeat(600)}], {end: false});
    expect(() => readTar(archive.subarray(0, 700))).toThrow(/middle of an entry/);
    expect(readTar(archive)).toHaveLength(1);
    // umoci leaves the last file's padding out.
    expect(readTar(archive.subarray(0, 512 + 600))).toHaveLength(1);
  });

  it('reads links, directories, numbers in base 256 and times before 1970', () => {
    const big = header({name: 'big', link: '', flag: '0', size: 0, mode: 0, uid: 0, gid: 0, mtime: 0}, (block) => {
      block.fill(0, 108, 116);
      block[108] = 0x80;
      block.writeUInt32BE(3_000_000_000, 112);
      block[136] = 0xff;
    });
    const archive = Buffer.concat([
      writeTar(
        [
          {path: 'dir/', type: 'directory'},
          {path: 'l', type: 'symlink', link: '/etc/passwd'},
          {path: 'h', type: 'hardlink', link: 'dir/file'},
        ],
        {end: false},
      ),
      big,
      Buffer.alloc(1024),
    ]);
    expect(readTar(archive).map(({entry}) => [entry.path, entry.type, entry.link, entry.uid])).toEqual([
      ['dir/', 'directory', '', 0],
      ['l', 'symlink', '/etc/passwd', 0],
      ['h', 'hardlink', 'dir/file', 0],
      ['big', 'file', '', 3_000_000_000],
    ]);
  });

  it('reads sparse files: GNU old, PAX 0.1 and PAX 1.0', () => {
    const old = header({name: 'old', link: '', flag: 'S', size: 5, mode: 0, uid: 0, gid: 0, mtime: 0}, (block) => {
      block.write('ustar  \0', 257, 'latin1');
      octal(block, 386, 12, 1000);
      octal(block, 398, 12, 5);
      octal(block, 483, 12, 2000);
    });
    const file = (size: number) => header({name: 'x', link: '', flag: '0', size, mode: 0, uid: 0, gid: 0, mtime: 0});
    const pax01 =
      paxRecord('GNU.sparse.size', '50') + paxRecord('GNU.sparse.map', '10,3') + paxRecord('GNU.sparse.name', 'p01');
    const pax10 =
      paxRecord('GNU.sparse.major', '1') +
      paxRecord('GNU.sparse.minor', '0') +
      paxRecord('GNU.sparse.realsize', '70') +
      paxRecord('GNU.sparse.name', 'p10');
    const map = Buffer.alloc(512);
    map.write('1\n20\n4\n');
    const archive = Buffer.concat([
      old,
      ...padded(Buffer.from('hello')),
      ...meta('x', Buffer.from(pax01)),
      file(3),
      ...padded(Buffer.from('abc')),
      ...meta('x', Buffer.from(pax10)),
      file(516),
      ...padded(Buffer.concat([map, Buffer.from('wxyz')])),
      Buffer.alloc(1024),
    ]);
    expect(readTar(archive).map(({entry, content}) => [entry.path, entry.size, entry.sparse, `${content}`])).toEqual([
      ['old', 2000, [{offset: 1000, length: 5}], 'hello'],
      ['p01', 50, [{offset: 10, length: 3}], 'abc'],
      ['p10', 70, [{offset: 20, length: 4}], 'wxyz'],
    ]);
  });

  it.each([
    [
      'a name without end',
      () => header({name: 'x', link: '', flag: 'L', size: 3 * 2 ** 20, mode: 0, uid: 0, gid: 0, mtime: 0}),
      /more than 1 MiB/,
    ],
    [
      'an impossible size',
      () =>
        Buffer.concat([
          ...meta('x', Buffer.from(paxRecord('size', '9e30'))),
          header({name: 'x', link: '', flag: '0', size: 0, mode: 0, uid: 0, gid: 0, mtime: 0}),
        ]),
      /impossible size/,
    ],
    ['a wrong checksum', () => Buffer.alloc(512, 65), /no tar header/],
    [
      'a size that is no number',
      () =>
        header({name: 'x', link: '', flag: '0', size: 0, mode: 0, uid: 0, gid: 0, mtime: 0}, (block) =>
          block.write('99', 124),
        ),
      /not octal/,
    ],
  ])('refuses %s', (_, make, message) => {
    expect(() => readTar(Buffer.concat([make(), Buffer.alloc(1024)]))).toThrow(message);
  });
});
