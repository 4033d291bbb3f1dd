import {crc32} from 'node:zlib';

/**
 * A gzip member of stored blocks. zlib's own output differs between versions and platforms, and digests of
 * fixtures must not.
 */
export function gzipStored(data: Buffer): Buffer {
  const out: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])];
  for (let at = 0; at === 0 || at < data.length; at += 65_535) {
    const chunk = data.subarray(at, at + 65_535);
    const header = Buffer.alloc(5);
    header[0] = at + 65_535 >= data.length ? 1 : 0;
    header.writeUInt16LE(chunk.length, 1);
    header.writeUInt16LE(chunk.length ^ 0xffff, 3);
    out.push(header, chunk);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(data), 0);
  trailer.writeUInt32LE(data.length, 4);
  return Buffer.concat([...out, trailer]);
}
