import {ImageProblem} from '../problem.js';
import {
  BLOCK,
  checksumHolds,
  isZeroBlock,
  numberField,
  parsePax,
  type SparseSegment,
  sparseSegments,
  stringField,
  type TarEntry,
  tarType,
  wordsOf,
} from './tar-header.js';

/** Receives an archive as it is read. `data` hands out views that are valid during the call only. */
export interface TarHandler {
  entry(entry: TarEntry): void;
  data(chunk: Buffer): void;
  end(): void;
}

/** A PAX or GNU name header beyond this is no name. */
const MAX_META_BYTES = 1024 * 1024;
const MAX_SPARSE_SEGMENTS = 1_000_000;
/** The largest file a registry would take as one layer is far below. */
const MAX_ENTRY_BYTES = 2 ** 50;

type State = 'header' | 'meta' | 'data' | 'sparse-extension' | 'sparse-map' | 'padding' | 'ended';

/**
 * A push parser for tar: USTAR, PAX, GNU long names, base-256 numbers and sparse files (GNU old, PAX 0.0, 0.1, 1.0).
 * Keeps no content; throws ImageProblem where the archive is not what it says.
 */
export class TarReader {
  readonly #handler: TarHandler;
  readonly #block = Buffer.alloc(BLOCK);
  readonly #blockWords = wordsOf(this.#block);
  #filled = 0;
  #state: State = 'header';
  #left = 0;
  #padding = 0;
  #zeroBlocks = 0;
  #meta: Buffer[] = [];
  #metaKind = '';
  #globalPax = new Map<string, string>();
  #pax: Map<string, string> | undefined;
  #longName: string | undefined;
  #longLink: string | undefined;
  #pending: {entry: TarEntry; numbers: number[]} | undefined;
  #mapText = '';
  #headerAt = 0;
  /** Bytes of the archive read so far. */
  offset = 0;
  /** Whether to stop before the next entry, where no earlier header has a say in it. */
  stopsAtBorder = false;

  constructor(handler: TarHandler) {
    this.#handler = handler;
  }

  /** @returns how many bytes were read: all of them, unless it stopped at a border */
  push(chunk: Buffer): number {
    let at = 0;
    const length = chunk.length;
    const words = wordsOf(chunk);
    while (at < length) {
      switch (this.#state) {
        case 'data': {
          const take = Math.min(this.#left, length - at);
          this.#handler.data(chunk.subarray(at, at + take));
          at += take;
          this.#left -= take;
          if (this.#left === 0) this.#endData();
          break;
        }
        case 'padding': {
          const take = Math.min(this.#padding, length - at);
          at += take;
          this.#padding -= take;
          if (this.#padding === 0) this.#state = 'header';
          break;
        }
        case 'meta': {
          const take = Math.min(this.#left, length - at);
          this.#meta.push(Buffer.from(chunk.subarray(at, at + take)));
          at += take;
          this.#left -= take;
          if (this.#left === 0) this.#endMeta();
          break;
        }
        case 'ended':
          at = length;
          break;
        default: {
          if (this.stopsAtBorder && this.#isBorder()) {
            this.offset += at;
            return at;
          }
          // A header that lies whole in the chunk is parsed in place.
          if (this.#filled === 0 && length - at >= BLOCK) {
            this.#headerAt = this.offset + at;
            this.#onBlock(chunk, words, at);
            at += BLOCK;
            break;
          }
          const take = Math.min(BLOCK - this.#filled, length - at);
          chunk.copy(this.#block, this.#filled, at, at + take);
          this.#filled += take;
          at += take;
          if (this.#filled === BLOCK) {
            this.#filled = 0;
            this.#headerAt = this.offset + at - BLOCK;
            this.#onBlock(this.#block, this.#blockWords, 0);
          }
        }
      }
    }
    this.offset += length;
    return length;
  }

  #isBorder(): boolean {
    return (
      this.#state === 'header' &&
      this.#filled === 0 &&
      this.#zeroBlocks === 0 &&
      this.#pax === undefined &&
      this.#globalPax.size === 0 &&
      this.#longName === undefined &&
      this.#longLink === undefined
    );
  }

  /** Steps over the content of the entry just begun, padding included, as if it had been pushed. */
  skip(bytes: number): void {
    if (bytes !== this.#left + this.#padding) throw new ImageProblem('bad-tar', 'a tar entry was left in its middle');
    this.offset += bytes;
    this.#left = 0;
    this.#padding = 0;
    this.#endData();
  }

  /**
   * The archive's bytes are over. One without end marker is accepted, and so is one whose last file lacks its padding
   * (umoci writes such layers): container runtimes take both.
   */
  finish(): void {
    if (this.#state === 'ended') return;
    const between = this.#state === 'padding' || (this.#state === 'header' && this.#filled === 0);
    if (!between || this.#pax || this.#longName !== undefined || this.#longLink !== undefined) {
      throw new ImageProblem('truncated', 'the tar archive ends in the middle of an entry');
    }
  }

  /** The block that stands at `at`. */
  #onBlock(bytes: Buffer, words: DataView, at: number): void {
    if (this.#state === 'sparse-extension') this.#onSparseExtension(bytes, at);
    else if (this.#state === 'sparse-map') this.#onSparseMap(bytes, at);
    else this.#onHeader(bytes, words, at);
  }

  #onHeader(bytes: Buffer, words: DataView, at: number): void {
    if (bytes[at] === 0 && isZeroBlock(bytes, at)) {
      this.#zeroBlocks++;
      if (this.#zeroBlocks === 2) this.#state = 'ended';
      return;
    }
    if (this.#zeroBlocks > 0 || !checksumHolds(bytes, words, at)) {
      throw new ImageProblem('bad-tar', `no tar header where one should stand (at byte ${this.#headerAt})`);
    }
    const flag = String.fromCharCode(bytes[at + 156] as number);
    const size = numberField(bytes, at + 124, 12);
    if (size < 0 || size > MAX_ENTRY_BYTES) throw new ImageProblem('bad-tar', 'a tar entry claims an impossible size');
    if (flag === 'x' || flag === 'g' || flag === 'L' || flag === 'K') {
      this.#beginMeta(flag, size);
      return;
    }
    this.#beginEntry(bytes, at, flag, size);
  }

  #beginMeta(flag: string, size: number): void {
    if (size > MAX_META_BYTES) throw new ImageProblem('bad-tar', 'a tar header claims a name of more than 1 MiB');
    this.#metaKind = flag;
    this.#meta = [];
    this.#left = size;
    this.#padding = -size & (BLOCK - 1);
    this.#state = 'meta';
    if (size === 0) this.#endMeta();
  }

  #endMeta(): void {
    const bytes = this.#meta.length === 1 ? (this.#meta[0] as Buffer) : Buffer.concat(this.#meta);
    this.#meta = [];
    if (this.#metaKind === 'L') this.#longName = stringField(bytes, 0, bytes.length);
    else if (this.#metaKind === 'K') this.#longLink = stringField(bytes, 0, bytes.length);
    else if (this.#metaKind === 'g') for (const [key, value] of parsePax(bytes)) this.#globalPax.set(key, value);
    else this.#pax = parsePax(bytes);
    this.#state = this.#padding > 0 ? 'padding' : 'header';
  }

  #beginEntry(bytes: Buffer, at: number, flag: string, headerSize: number): void {
    const pax = this.#takePax();
    const path = pax?.get('GNU.sparse.name') ?? pax?.get('path') ?? this.#longName ?? ustarPath(bytes, at);
    const link = pax?.get('linkpath') ?? this.#longLink ?? stringField(bytes, at + 157, at + 257);
    this.#longName = undefined;
    this.#longLink = undefined;
    const type = tarType(flag, path);
    const hasData = type === 'file' || type === 'other';
    const stored = hasData ? paxNumber(pax, 'size', headerSize) : 0;
    const entry: TarEntry = {
      path,
      type,
      size: stored,
      mode: numberField(bytes, at + 100, 8) & 0o7777,
      uid: paxNumber(pax, 'uid', numberField(bytes, at + 108, 8)),
      gid: paxNumber(pax, 'gid', numberField(bytes, at + 116, 8)),
      mtime: paxNumber(pax, 'mtime', numberField(bytes, at + 136, 12)),
      link,
    };
    this.#left = stored;
    this.#padding = -stored & (BLOCK - 1);
    if (flag === 'S') this.#beginOldSparse(bytes, at, entry);
    else if (pax?.has('GNU.sparse.major') || pax?.has('GNU.sparse.map')) this.#beginPaxSparse(pax, entry);
    else this.#start(entry);
  }

  #takePax(): Map<string, string> | undefined {
    const own = this.#pax;
    this.#pax = undefined;
    if (this.#globalPax.size === 0) return own;
    return own ? new Map([...this.#globalPax, ...own]) : this.#globalPax;
  }

  #beginOldSparse(bytes: Buffer, at: number, entry: TarEntry): void {
    const numbers: number[] = [];
    readSparseStructs(bytes, at + 386, 4, numbers);
    this.#pending = {entry: {...entry, size: checkedSize(numberField(bytes, at + 483, 12))}, numbers};
    if (bytes[at + 482] === 1) this.#state = 'sparse-extension';
    else this.#startSparse();
  }

  #onSparseExtension(bytes: Buffer, at: number): void {
    const numbers = this.#pending?.numbers ?? [];
    readSparseStructs(bytes, at, 21, numbers);
    if (numbers.length > 2 * MAX_SPARSE_SEGMENTS) throw new ImageProblem('bad-tar', 'a sparse file has an endless map');
    if (bytes[at + 504] !== 1) this.#startSparse();
  }

  #beginPaxSparse(pax: Map<string, string>, entry: TarEntry): void {
    const size = checkedSize(Number(pax.get('GNU.sparse.realsize') ?? pax.get('GNU.sparse.size')));
    const map = pax.get('GNU.sparse.map');
    this.#pending = {entry: {...entry, size}, numbers: []};
    if (map !== undefined) {
      this.#pending.numbers.push(...map.split(',').map(Number));
      this.#startSparse();
      return;
    }
    // Version 1.0: the map stands as decimal lines in the first blocks of the data.
    this.#mapText = '';
    this.#state = 'sparse-map';
    if (this.#left < BLOCK) throw new ImageProblem('bad-tar', 'a sparse file has no map');
  }

  #onSparseMap(bytes: Buffer, at: number): void {
    this.#left -= BLOCK;
    this.#mapText += bytes.toString('latin1', at, at + BLOCK);
    const lines = this.#mapText.split('\n');
    const count = lines.length > 1 ? Number(lines[0]) : 0;
    if (!Number.isSafeInteger(count) || count < 0 || count > MAX_SPARSE_SEGMENTS) {
      throw new ImageProblem('bad-tar', 'the map of a sparse file cannot be read');
    }
    // The last piece is unfinished until a newline follows it.
    if (lines.length > 1 && lines.length - 2 >= 2 * count) {
      this.#pending?.numbers.push(...lines.slice(1, 1 + 2 * count).map(Number));
      this.#startSparse();
    } else if (this.#left < BLOCK) {
      throw new ImageProblem('bad-tar', 'the map of a sparse file is cut');
    }
  }

  #startSparse(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending) throw new ImageProblem('bad-tar', 'a sparse file without header');
    const sparse = sparseSegments(pending.numbers);
    const last = sparse.at(-1);
    const held = sparse.reduce((sum, segment) => sum + segment.length, 0);
    if (held !== this.#left || (last && last.offset + last.length > pending.entry.size)) {
      throw new ImageProblem('bad-tar', 'the map of a sparse file does not fit its size');
    }
    this.#start({...pending.entry, sparse: sparse as readonly SparseSegment[]});
  }

  #start(entry: TarEntry): void {
    this.#handler.entry(entry);
    if (this.#left === 0) this.#endData();
    else this.#state = 'data';
  }

  #endData(): void {
    this.#handler.end();
    this.#state = this.#padding > 0 ? 'padding' : 'header';
  }
}

function ustarPath(bytes: Buffer, at: number): string {
  const name = stringField(bytes, at, at + 100);
  // "ustar\0": the prefix field counts. GNU's "ustar  " keeps other things there.
  const isUstar = bytes[at + 257] === 0x75 && bytes[at + 258] === 0x73 && bytes[at + 262] === 0;
  return isUstar && bytes[at + 345] !== 0 ? `${stringField(bytes, at + 345, at + 500)}/${name}` : name;
}

function paxNumber(pax: Map<string, string> | undefined, key: string, otherwise: number): number {
  const text = pax?.get(key);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new ImageProblem('bad-tar', `a PAX header has no number for ${key}`);
  return key === 'size' ? checkedSize(value) : value;
}

function checkedSize(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > MAX_ENTRY_BYTES) {
    throw new ImageProblem('bad-tar', 'a tar entry claims an impossible size');
  }
  return value;
}

function readSparseStructs(block: Buffer, from: number, count: number, numbers: number[]): void {
  for (let i = 0; i < count; i++) {
    const at = from + i * 24;
    if (block[at] === 0) return;
    numbers.push(numberField(block, at, 12), numberField(block, at + 12, 12));
  }
}
