/** A tar entry as tests describe it. */
export interface Item {
  readonly path: string;
  readonly content?: string | Buffer;
  readonly type?: 'file' | 'hardlink' | 'symlink' | 'directory';
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  /** How a name beyond 100 bytes is written. Default pax. */
  readonly long?: 'pax' | 'gnu';
}

const FLAG = {file: '0', hardlink: '1', symlink: '2', directory: '5'} as const;

/** A tar archive written independently of the reader under test. */
export function writeTar(items: readonly Item[], options: {readonly end?: boolean} = {}): Buffer {
  const out: Buffer[] = [];
  for (const item of items) {
    const body = Buffer.from(item.content ?? '');
    const path = item.path;
    const link = item.link ?? '';
    const long = Buffer.byteLength(path) > 100 || Buffer.byteLength(link) > 100;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no ASCII goes into a PAX header
    const unusual = /[^\x00-\x7f]/.test(path + link);
    if (long && item.long === 'gnu') {
      if (Buffer.byteLength(path) > 100) out.push(...meta('L', Buffer.from(`${path}\0`)));
      if (Buffer.byteLength(link) > 100) out.push(...meta('K', Buffer.from(`${link}\0`)));
    } else if (long || unusual) {
      out.push(...meta('x', Buffer.from(paxRecord('path', path) + (link ? paxRecord('linkpath', link) : ''))));
    }
    out.push(
      header({
        name: cut(path),
        link: cut(link),
        flag: FLAG[item.type ?? 'file'],
        size: body.length,
        mode: item.mode ?? (item.type === 'directory' ? 0o755 : 0o644),
        uid: item.uid ?? 0,
        gid: item.gid ?? 0,
        mtime: item.mtime ?? 0,
      }),
      ...padded(body),
    );
  }
  if (options.end !== false) out.push(Buffer.alloc(1024));
  return Buffer.concat(out);
}

export function meta(flag: string, body: Buffer): Buffer[] {
  return [
    header({name: '././@LongLink', link: '', flag, size: body.length, mode: 0, uid: 0, gid: 0, mtime: 0}),
    ...padded(body),
  ];
}

export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length !== length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

export interface HeaderFields {
  readonly name: string | Buffer;
  readonly link: string | Buffer;
  readonly flag: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
}

export function header(fields: HeaderFields, edit?: (block: Buffer) => void): Buffer {
  const block = Buffer.alloc(512);
  Buffer.from(fields.name).copy(block, 0, 0, 100);
  octal(block, 100, 8, fields.mode);
  octal(block, 108, 8, fields.uid);
  octal(block, 116, 8, fields.gid);
  octal(block, 124, 12, fields.size);
  octal(block, 136, 12, fields.mtime);
  block.write(fields.flag, 156, 'latin1');
  Buffer.from(fields.link).copy(block, 157, 0, 100);
  block.write('ustar\x0000', 257, 'latin1');
  edit?.(block);
  block.fill(32, 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

export function octal(block: Buffer, at: number, length: number, value: number): void {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
}

export function padded(body: Buffer): Buffer[] {
  return [body, Buffer.alloc(-body.length & 511)];
}

function cut(text: string): Buffer {
  return Buffer.from(text).subarray(0, 100);
}
