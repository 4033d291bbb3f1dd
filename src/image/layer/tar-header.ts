import {ImageProblem} from '../problem.js';

/** One header of a tar archive, with PAX and GNU extensions applied. Sizes in bytes, mtime in seconds. */
export interface TarEntry {
  /** As it stands in the archive. */
  readonly path: string;
  readonly type: TarType;
  /** Bytes of content, holes of a sparse file included. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  /** Target of a symbolic or hard link. */
  readonly link: string;
  /** Where the stored bytes of a sparse file belong. */
  readonly sparse?: readonly SparseSegment[];
}

export interface SparseSegment {
  readonly offset: number;
  readonly length: number;
}

export type TarType = 'file' | 'hardlink' | 'symlink' | 'char' | 'block' | 'directory' | 'fifo' | 'other';

export const BLOCK = 512;

const TYPES: {readonly [flag: string]: TarType} = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
};

/** The type a header's flag names; a file whose name ends in a slash is a directory in old archives. */
export function tarType(flag: string, path: string): TarType {
  const type = TYPES[flag] ?? 'other';
  return type === 'file' && path.endsWith('/') ? 'directory' : type;
}

/** A string field: up to the first NUL. Bytes that are no UTF-8 are shown as \xNN, so that distinct names stay distinct. */
export function stringField(block: Buffer, from: number, to: number): string {
  let end = from;
  let bits = 0;
  for (; end < to && block[end] !== 0; end++) bits |= block[end] as number;
  if (end === from) return '';
  return bits < 0x80 ? block.toString('latin1', from, end) : decodeName(block, from, end);
}

export function decodeName(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('utf8', from, to);
  if (!text.includes('�')) return text;
  const roundTrip = Buffer.from(text, 'utf8');
  if (roundTrip.equals(bytes.subarray(from, to))) return text;
  let escaped = '';
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    escaped += byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`;
  }
  return escaped;
}

/** A number field: octal digits, or base 256 where the first bit is set. */
export function numberField(block: Buffer, from: number, length: number): number {
  const first = block[from] as number;
  if (first & 0x80) return base256(block, from, length);
  let value = 0;
  let i = from;
  const end = from + length;
  while (i < end && (block[i] === 32 || block[i] === 0)) i++;
  for (; i < end; i++) {
    const byte = block[i] as number;
    if (byte === 0 || byte === 32) break;
    if (byte < 48 || byte > 55) throw new ImageProblem('bad-tar', 'a number in a tar header is not octal');
    value = value * 8 + (byte - 48);
  }
  return value;
}

function base256(block: Buffer, from: number, length: number): number {
  const first = block[from] as number;
  if (first & 0x40) return -1; // A negative number: times before 1970 only, and a size that is refused.
  let value = first & 0x3f;
  for (let i = from + 1; i < from + length; i++) value = value * 256 + (block[i] as number);
  return value;
}

/** The same bytes in words of four. */
export function wordsOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Whether the checksum of the header that stands at `at` holds: the sum of unsigned or (old archives) of signed bytes.
 *
 * @param words of `bytes`
 */
export function checksumHolds(bytes: Buffer, words: DataView, at: number): boolean {
  // Bytes of a word are added two by two, in sixteen bits each: 128 words have room there.
  let sums = 0;
  for (let i = at; i < at + BLOCK; i += 4) {
    const word = words.getInt32(i, true);
    sums = (sums + (word & 0x00ff00ff) + ((word >>> 8) & 0x00ff00ff)) | 0;
  }
  let sum = (sums & 0xffff) + (sums >>> 16);
  // The eight bytes of the checksum itself count as spaces.
  for (let i = at + 148; i < at + 156; i++) sum += 32 - (bytes[i] as number);
  let stored: number;
  try {
    stored = numberField(bytes, at + 148, 8);
  } catch {
    return false;
  }
  return stored === sum || stored === sum - 256 * highBytes(bytes, at);
}

/** How many bytes of a header, its checksum aside, are 128 and more. */
function highBytes(bytes: Buffer, at: number): number {
  let high = 0;
  for (let i = at; i < at + BLOCK; i++) {
    if ((i < at + 148 || i >= at + 156) && (bytes[i] as number) >= 0x80) high++;
  }
  return high;
}

export function isZeroBlock(bytes: Buffer, at: number): boolean {
  for (let i = at; i < at + BLOCK; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** Records in which Go's archive/tar, that of the container runtimes, takes no NUL; the columns of a listing end at one. */
const NAMES: ReadonlySet<string> = new Set(['path', 'linkpath', 'uname', 'gname', 'GNU.sparse.name']);

/** PAX records: "LENGTH key=value\n", the length counting itself. */
export function parsePax(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  // GNU.sparse 0.0 repeats these two keys; they are gathered in order under one name.
  const map: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(bytes.toString('latin1', at, space));
    if (!Number.isSafeInteger(length) || length < 5 || at + length > bytes.length || bytes[at + length - 1] !== 10) {
      if (bytes.subarray(at).every((byte) => byte === 0)) break;
      throw new ImageProblem('bad-tar', 'a PAX header cannot be read');
    }
    const equals = bytes.indexOf(61, space);
    if (equals < 0 || equals >= at + length) throw new ImageProblem('bad-tar', 'a PAX header cannot be read');
    const key = bytes.toString('utf8', space + 1, equals);
    const value = decodeName(bytes, equals + 1, at + length - 1);
    if (NAMES.has(key) && value.includes('\0')) {
      throw new ImageProblem(
        'bad-tar',
        `a PAX header gives a ${key} with a NUL in it, which container runtimes refuse`,
      );
    }
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') map.push(value);
    else records.set(key, value);
    at += length;
  }
  if (map.length > 0) records.set('GNU.sparse.map', map.join(','));
  return records;
}

/** Segments from the numbers "offset,length,offset,length,…". */
export function sparseSegments(numbers: readonly number[]): SparseSegment[] {
  const segments: SparseSegment[] = [];
  let reached = 0;
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const offset = numbers[i] as number;
    const length = numbers[i + 1] as number;
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < reached || length < 0) {
      throw new ImageProblem('bad-tar', 'the map of a sparse file is out of order');
    }
    reached = offset + length;
    segments.push({offset, length});
  }
  return segments;
}
