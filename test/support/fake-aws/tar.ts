/** A POSIX tar of small files, byte for byte the same everywhere (no times, owner root). */
export function tar(files: {
  readonly [path: string]: string | {readonly content: string; readonly mode?: number};
}): Buffer {
  const out: Buffer[] = [];
  for (const [path, entry] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const {content, mode = 0o644} = typeof entry === 'string' ? {content: entry} : entry;
    const body = Buffer.from(content, 'utf8');
    out.push(header(path, body.length, mode), body, Buffer.alloc((512 - (body.length % 512)) % 512));
  }
  return Buffer.concat([...out, Buffer.alloc(1024)]);
}

function header(path: string, size: number, mode: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`path too long for a fixture: ${path}`);
  const block = Buffer.alloc(512);
  block.write(path, 0, 'utf8');
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
