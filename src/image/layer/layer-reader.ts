import type {Hash} from 'node:crypto';
import {crc32} from 'node:zlib';
import {normalizeImagePath} from '../image-path.js';
import {ImageProblem} from '../problem.js';
import {EntryTable} from './entry-table.js';
import {OUT_BYTES, RawGunzip, type UnpackedReceiver, wrongSum} from './gunzip.js';
import {type Compression, createInflater, type Inflater, plain, sniffCompression} from './inflate.js';
import {
  ANOMALY_EXAMPLES,
  ANOMALY_LENGTH,
  type Anomaly,
  type LayerListing,
  type ReadOptions,
  TAR_TYPES,
} from './listing.js';
import {GivenUp, type UnpackedSink} from './ring-sink.js';
import {RunningCrc, withZeros} from './running-crc.js';
import {createSha256} from './sha256.js';
import {TarReader} from './tar.js';
import type {SparseSegment, TarEntry} from './tar-header.js';

const SNIFF_BYTES = 512;
/** Bytes of a file from which on putting its CRC into another costs less than reading it again. */
const WORTH_COMBINING = 4096;
const MAX_ENTRIES = 5_000_000;
const MAX_EXPANDED_SPARSE = 64 * 2 ** 30;
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
const MAX_PACKAGE_JSON = 256 * 1024;
const NPM_MANIFEST = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@]+\/package\.json$/;
const ZEROS = Buffer.alloc(64 * 1024);

/** Package databases, kept whole whatever the user asked for. */
const PACKAGE_DATABASES =
  /^(?:var\/lib\/dpkg\/status|var\/lib\/dpkg\/status\.d\/[^/]+|lib\/apk\/db\/installed|usr\/lib\/apk\/db\/installed)$/;
const MAX_DATABASE_BYTES = 32 * 1024 * 1024;

/** What a reader has to know of the part of a layer that another one has read. */
export interface Resumed {
  /** Of the gzip member that is being read, so far. */
  readonly crc: number;
  readonly unpackedBytes: number;
  /** So much counts towards the bounds of a layer. */
  readonly entries: number;
  readonly keptBytes: number;
}

/** Takes the rest of a layer over, from the border of two entries on. */
export interface Successor {
  readonly sink: UnpackedSink;
  /** Called once, before anything comes through the sink. */
  begin(read: LayerListing, resumed: Resumed): void;
}

/**
 * One layer from packed bytes to a listing, piece by piece: unpack, parse, hash. Memory grows with the number of
 * entries only. Half-way another reader may take parsing and hashing over: {@link LayerReader.handOver}.
 */
export class LayerReader {
  readonly #options: ReadOptions;
  readonly #keep: RegExp | undefined;
  readonly #tar = new TarReader(this);
  readonly #diffId: Hash | undefined;
  #inflater: Inflater | undefined;
  #compression: Compression = 'none';
  #head: Buffer[] = [];
  #headBytes = 0;
  #unpacked = 0;

  #table = new EntryTable();
  readonly #digests: Buffer[] = [];
  readonly #contents: {row: number; bytes: Uint8Array; cut: boolean}[] = [];
  readonly #npm: {row: number; name: string; version: string}[] = [];
  readonly #anomalies = new Map<Anomaly['kind'], {examples: string[]; count: number}>();
  #keptBytes = 0;
  #entriesBefore = 0;

  /** The CRC of the whole archive, which gzip ends with. */
  #whole: RunningCrc | undefined;
  #successor: Successor | undefined;
  #sink: UnpackedSink | undefined;
  #out: Buffer = ZEROS;
  /** How much of `out` the CRC of the whole covers. */
  #counted = 0;

  // The entry being read.
  #listed = false;
  #isFile = false;
  #crc = 0;
  /** Its own CRC goes into that of the whole, in place of its bytes. */
  #counts = false;
  /** Bytes of it that are to go into the CRC of the whole so. */
  #uncounted = 0;
  #sha: Hash | undefined;
  #kept: Buffer[] | undefined;
  #keptRoom = 0;
  #keptCut = false;
  #isNpm = false;
  /** Its content is kept beyond what is read out of it. */
  #isWanted = false;
  #holes: HoleFiller | undefined;
  readonly #feed = (chunk: Buffer): void => this.#content(chunk);
  readonly #feedZeros = (bytes: number): void => this.#zeros(bytes);
  /** Bytes of holes that were hashed one by one. */
  #hashedHoles = 0;
  readonly #onUnpacked = (out: Buffer): void => {
    if (this.#sink) {
      this.#sink.put(out);
      return;
    }
    this.#unpacked += out.length;
    if (this.#unpacked > this.#options.maxUnpackedBytes) {
      throw new ImageProblem(
        'too-large',
        `the layer unpacks to more than ${this.#options.maxUnpackedBytes} bytes and was not read further`,
      );
    }
    this.#diffId?.update(out);
    this.#out = out;
    this.#counted = 0;
    const read = this.#tar.push(out);
    this.#count(read);
    if (read < out.length) this.#leaveTo(this.#successor as Successor, out.subarray(read));
  };

  constructor(options: ReadOptions) {
    this.#options = options;
    this.#diffId = options.diffId ? createSha256() : undefined;
    this.#keep = options.keep.length > 0 ? new RegExp(options.keep.join('|')) : undefined;
  }

  /** What is pushed was gzip, and another reader unpacks it: it says where a member ends by `endMember`. */
  resume({crc, unpackedBytes, entries, keptBytes}: Resumed): void {
    this.#entriesBefore = entries;
    this.#keptBytes = keptBytes;
    this.#compression = 'gzip';
    this.#whole = new RunningCrc(crc);
    this.#unpacked = unpackedBytes;
    this.#tar.offset = unpackedBytes;
    this.#inflater = plain();
  }

  /**
   * From the next border of two entries on this reader only unpacks. Only of gzip, and only where no one hash runs over
   * the whole archive: otherwise nothing comes of it, and this reader reads to the end.
   */
  handOver(to: Successor): void {
    this.#successor = to;
    this.#stopAtBorder();
  }

  #stopAtBorder(): void {
    if (!this.#successor || !this.#whole) return;
    this.#tar.stopsAtBorder = this.#diffId === undefined || this.#unpacked === 0;
  }

  #leaveTo(successor: Successor, rest: Buffer): void {
    this.#unpacked -= rest.length;
    const crc = (this.#whole as RunningCrc).take();
    const entries = this.#table.count;
    successor.begin(this.#listing(), {crc, unpackedBytes: this.#unpacked, entries, keptBytes: this.#keptBytes});
    this.#sink = successor.sink;
    // What was told is of no more use here.
    this.#table = new EntryTable();
    this.#digests.length = 0;
    for (let at = 0; at < rest.length; ) {
      const room = this.#sink.room();
      const bytes = rest.copy(room, 0, at);
      this.#sink.put(room.subarray(0, bytes));
      at += bytes;
    }
  }

  /** Whether another reader has taken over: what fails here fails in the middle of what that one reads. */
  get hasSuccessor(): boolean {
    return this.#sink !== undefined;
  }

  /** @throws when what a member unpacked to has not this CRC-32 */
  endMember(crc: number): void {
    if (this.#takeWhole() !== crc) throw wrongSum();
  }

  push(chunk: Buffer): void | Promise<void> {
    if (this.#inflater) {
      try {
        return this.#inflater.push(chunk, this.#onUnpacked);
      } catch (error) {
        return this.#onFailure(error);
      }
    }
    this.#head.push(Buffer.from(chunk));
    this.#headBytes += chunk.length;
    if (this.#headBytes >= SNIFF_BYTES) return this.#begin();
  }

  /** Of a layer that nobody has taken over. */
  async finish(): Promise<LayerListing> {
    const listing = await this.finishOwn();
    if (!listing) throw new Error('finish a layer: another reader has taken over');
    return listing;
  }

  /** undefined where another reader has taken over. */
  async finishOwn(): Promise<LayerListing | undefined> {
    if (!this.#inflater) await this.#begin();
    try {
      await this.#inflater?.finish(this.#onUnpacked);
      this.#inflater?.close();
      if (this.#sink) {
        this.#sink.end();
        return undefined;
      }
    } catch (error) {
      this.#onFailure(error);
      return undefined;
    }
    this.#tar.finish();
    return this.#listing();
  }

  #onFailure(error: unknown): void {
    // The reader needs nothing more.
    if (error instanceof GivenUp) return;
    this.#sink?.fail();
    throw error;
  }

  close(): void {
    this.#inflater?.close();
  }

  async #begin(): Promise<void> {
    const head = Buffer.concat(this.#head);
    this.#head = [];
    const compression = sniffCompression(head);
    if (!compression) {
      throw new ImageProblem('unknown-compression', `neither gzip, zstd nor tar: the layer begins with ${hex(head)}`);
    }
    this.#compression = compression;
    if (compression === 'gzip' && !this.#options.publicApiOnly) this.#whole = new RunningCrc();
    this.#inflater = await createInflater(compression, this.#whole && this.#receiver());
    // Node's own stream sums up for itself, and does not unpack into what the receiver offers.
    if (!(this.#inflater instanceof RawGunzip)) this.#whole = undefined;
    this.#stopAtBorder();
    await this.push(head);
  }

  #receiver(): UnpackedReceiver {
    const memory = Buffer.allocUnsafeSlow(OUT_BYTES);
    return {
      verify: (crc) => (this.#sink ? this.#sink.verify(crc) : this.endMember(crc)),
      room: () => this.#sink?.room() ?? memory,
    };
  }

  /** TarHandler */
  entry(entry: TarEntry): void {
    const path = normalizeImagePath(entry.path);
    this.#listed = false;
    this.#isFile = entry.type === 'file';
    if (path === undefined) {
      this.#note('outside-root', entry.path);
      this.#isFile = false;
      return;
    }
    if (entry.path.charCodeAt(0) === 47) this.#note('absolute-path', entry.path);
    if (this.#entriesBefore + this.#table.count >= MAX_ENTRIES) {
      throw new ImageProblem('too-large', `the layer holds more than ${MAX_ENTRIES} entries`);
    }
    this.#listed = true;
    const link = entry.type === 'hardlink' ? (normalizeImagePath(entry.link) ?? entry.link) : entry.link;
    this.#table.add(path, link, TAR_TYPES.indexOf(entry.type), entry);
    this.#crc = 0;
    this.#sha = this.#options.sha256 && this.#isFile ? createSha256() : undefined;
    this.#holes = entry.sparse && this.#isFile ? this.#fillHoles(entry, entry.sparse) : undefined;
    this.#counts = this.#whole !== undefined && this.#isFile && !this.#holes && entry.size >= WORTH_COMBINING;
    this.#uncounted = 0;
    if (this.#isFile) this.#decideKeeping(path, entry.size);
  }

  data(chunk: Buffer): void {
    if (!this.#isFile) return;
    if (this.#counts) {
      const at = chunk.byteOffset - this.#out.byteOffset;
      this.#count(at);
      this.#counted = at + chunk.length;
      this.#uncounted += chunk.length;
    }
    if (this.#holes) this.#holes.push(chunk, this.#feed, this.#feedZeros);
    else this.#content(chunk);
  }

  end(): void {
    if (!this.#listed) return;
    if (this.#counts) this.#whole?.addKnown(this.#crc, this.#uncounted);
    this.#counts = false;
    this.#holes?.finish(this.#feedZeros);
    this.#holes = undefined;
    this.#table.setCrc(this.#crc);
    if (this.#options.sha256) this.#digests.push(this.#sha ? this.#sha.digest() : ZEROS.subarray(0, 32));
    if (this.#kept) this.#endKeeping();
  }

  /** Takes what stands before `until` and is no counted file into the CRC of the whole. */
  #count(until: number): void {
    if (until > this.#counted) this.#whole?.add(this.#out.subarray(this.#counted, until));
    this.#counted = until;
  }

  /** A gzip member is over, maybe in the middle of a file: some writers begin one every few megabytes. */
  #takeWhole(): number {
    const whole = this.#whole as RunningCrc;
    if (!this.#counts) return whole.take();
    whole.addKnown(this.#crc, this.#uncounted);
    this.#uncounted = 0;
    return whole.take(this.#crc);
  }

  #content(chunk: Buffer): void {
    this.#crc = crc32(chunk, this.#crc >>> 0) | 0;
    this.#sha?.update(chunk);
    if (!this.#kept) return;
    const take = Math.min(this.#keptRoom, chunk.length);
    if (take > 0) this.#kept.push(Buffer.from(chunk.subarray(0, take)));
    this.#keptRoom -= take;
    if (take < chunk.length) this.#keptCut = true;
  }

  /** A hole: its sum is calculated, however large it is. Only SHA-256 has to see every byte of it. */
  #zeros(bytes: number): void {
    this.#crc = withZeros(this.#crc, bytes);
    if (this.#sha) this.#hashZeros(this.#sha, bytes);
    if (!this.#kept) return;
    const take = Math.min(this.#keptRoom, bytes);
    if (take > 0) this.#kept.push(Buffer.alloc(take));
    this.#keptRoom -= take;
    if (take < bytes) this.#keptCut = true;
  }

  #hashZeros(sha: Hash, bytes: number): void {
    this.#hashedHoles += bytes;
    if (this.#hashedHoles > this.#options.maxUnpackedBytes) {
      throw new ImageProblem(
        'too-large',
        `the holes of the layer's sparse files come to more than ${this.#options.maxUnpackedBytes} bytes and were not hashed (without --sha256 they need not be)`,
      );
    }
    for (let left = bytes; left > 0; left -= ZEROS.length) sha.update(ZEROS.subarray(0, Math.min(left, ZEROS.length)));
  }

  #fillHoles(entry: TarEntry, segments: readonly SparseSegment[]): HoleFiller | undefined {
    if (entry.size <= MAX_EXPANDED_SPARSE) return new HoleFiller(segments, entry.size);
    this.#note('sparse-too-large', entry.path);
    return undefined;
  }

  #decideKeeping(path: string, size: number): void {
    this.#isNpm = size <= MAX_PACKAGE_JSON && path.endsWith('/package.json') && NPM_MANIFEST.test(path);
    let room = 0;
    if (path.charCodeAt(0) !== 47 && PACKAGE_DATABASES.test(path)) room = MAX_DATABASE_BYTES;
    if (this.#keep?.test(path)) {
      room = Math.max(room, Math.min(this.#options.keepBytes, MAX_KEPT_BYTES - this.#keptBytes));
    }
    this.#isWanted = room > 0;
    if (this.#isNpm) room = Math.max(room, MAX_PACKAGE_JSON);
    if (room <= 0) return;
    this.#kept = [];
    this.#keptRoom = room;
    this.#keptCut = false;
  }

  #endKeeping(): void {
    const row = this.#table.count - 1;
    const bytes = Buffer.concat(this.#kept ?? []);
    this.#kept = undefined;
    if (this.#isNpm) {
      const manifest = npmManifest(bytes);
      if (manifest) this.#npm.push({row, ...manifest});
    }
    if (!this.#isWanted) return;
    this.#keptBytes += bytes.length;
    // An own buffer: small ones lie in Node's shared pool, which must not be moved to another thread.
    this.#contents.push({row, bytes: Uint8Array.from(bytes), cut: this.#keptCut});
  }

  #note(kind: Anomaly['kind'], example: string): void {
    const known = this.#anomalies.get(kind) ?? {examples: [], count: 0};
    if (known.examples.length < ANOMALY_EXAMPLES) known.examples.push(example.slice(0, ANOMALY_LENGTH));
    known.count++;
    this.#anomalies.set(kind, known);
  }

  #listing(): LayerListing {
    return {
      compression: this.#compression,
      ...this.#table.columns(),
      ...(this.#options.sha256 ? {sha256: Uint8Array.from(Buffer.concat(this.#digests))} : {}),
      contents: this.#contents,
      npm: this.#npm,
      anomalies: [...this.#anomalies].map(([kind, found]) => ({kind, ...found})),
      unpackedBytes: this.#unpacked,
      ...(this.#diffId ? {diffId: `sha256:${this.#diffId.digest('hex')}`} : {}),
    };
  }
}

/** Puts the zeros of a sparse file between its stored pieces, so that its hash is the hash of what a program reads. */
class HoleFiller {
  readonly #segments: readonly SparseSegment[];
  readonly #size: number;
  #index = 0;
  #inSegment = 0;
  #position = 0;

  constructor(segments: readonly SparseSegment[], size: number) {
    this.#segments = segments;
    this.#size = size;
  }

  push(chunk: Buffer, feed: (chunk: Buffer) => void, feedZeros: (bytes: number) => void): void {
    let at = 0;
    while (at < chunk.length) {
      const segment = this.#segments[this.#index];
      if (!segment) return;
      if (this.#inSegment === 0) this.#zeros(segment.offset, feedZeros);
      const take = Math.min(segment.length - this.#inSegment, chunk.length - at);
      if (take > 0) feed(chunk.subarray(at, at + take));
      at += take;
      this.#inSegment += take;
      this.#position += take;
      if (this.#inSegment === segment.length) {
        this.#index++;
        this.#inSegment = 0;
      }
    }
  }

  finish(feedZeros: (bytes: number) => void): void {
    this.#zeros(this.#size, feedZeros);
  }

  #zeros(until: number, feedZeros: (bytes: number) => void): void {
    if (this.#position >= until) return;
    feedZeros(until - this.#position);
    this.#position = until;
  }
}

function npmManifest(bytes: Buffer): {name: string; version: string} | undefined {
  try {
    const manifest: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof manifest !== 'object' || manifest === null) return undefined;
    const {name, version} = manifest as {name?: unknown; version?: unknown};
    return typeof name === 'string' && typeof version === 'string' ? {name, version} : undefined;
  } catch {
    return undefined; // A file of that name that is no manifest.
  }
}

function hex(head: Buffer): string {
  return head.length === 0 ? 'nothing: it is empty' : head.subarray(0, 8).toString('hex');
}
