/** A zstd frame of raw blocks: magic, single-segment descriptor with a 4-byte content size, blocks of 64 KiB. */
export function zstdFrame(content: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(0xfd2fb528, 0);
  head[4] = 0xa0;
  head.writeUInt32LE(content.length, 5);
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += 65536) {
    const part = content.subarray(at, at + 65536);
    const last = at + 65536 >= content.length ? 1 : 0;
    const size = Buffer.alloc(3);
    size.writeUIntLE((part.length << 3) | last, 0, 3);
    blocks.push(size, part);
  }
  return Buffer.concat([head, ...blocks]);
}
