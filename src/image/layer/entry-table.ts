import {isNotable} from '../files/notable.js';
import type {LayerListing} from './listing.js';
import type {TarEntry} from './tar-header.js';

/** So many rows there is room for at first; doubled whenever there is none. */
const FIRST_ROOM = 1024;

type Columns = Pick<
  LayerListing,
  'count' | 'paths' | 'links' | 'types' | 'sizes' | 'modes' | 'uids' | 'gids' | 'mtimes' | 'crcs' | 'notable' | 'turns'
>;

type Numbers = Pick<TarEntry, 'size' | 'mode' | 'uid' | 'gid' | 'mtime'>;

/**
 * The columns of a listing while it is read. Numbers go straight into typed arrays: plain ones change their kind with
 * what they hold, and each change makes V8 compile anew whatever adds to them.
 */
export class EntryTable {
  #count = 0;
  /** Of each row, with a NUL before it. */
  #paths = '';
  #links = '';
  #types = new Uint8Array(FIRST_ROOM);
  #sizes = new Float64Array(FIRST_ROOM);
  #modes = new Uint16Array(FIRST_ROOM);
  #uids = new Uint32Array(FIRST_ROOM);
  #gids = new Uint32Array(FIRST_ROOM);
  #mtimes = new Float64Array(FIRST_ROOM);
  #crcs = new Uint32Array(FIRST_ROOM);
  /** 1 or 0: a list would be a branch that V8 has never seen when it compiles. */
  #notable = new Uint8Array(FIRST_ROOM);
  /** Likewise. */
  #turns = new Uint8Array(FIRST_ROOM);
  /** Of the row added last, with a slash at its end; at first what no path begins with. */
  #folder = '\0';

  get count(): number {
    return this.#count;
  }

  /** A row with what its header says. */
  add(path: string, link: string, type: number, {size, mode, uid, gid, mtime}: Numbers): void {
    const row = this.#count++;
    if (row === this.#types.length) this.#double();
    this.#paths += `\0${path}`;
    this.#links += `\0${link}`;
    this.#types[row] = type;
    this.#sizes[row] = size;
    this.#modes[row] = mode;
    this.#uids[row] = uid;
    this.#gids[row] = gid;
    this.#mtimes[row] = mtime;
    this.#notable[row] = isNotable(path, mode) ? 1 : 0;
    if (!path.startsWith(this.#folder) || path.indexOf('/', this.#folder.length) >= 0) {
      this.#folder = path.slice(0, path.lastIndexOf('/') + 1);
      this.#turns[row] = 1;
    }
  }

  /** The CRC-32 of the row added last, signed or not. */
  setCrc(crc: number): void {
    this.#crcs[this.#count - 1] = crc;
  }

  /** The rows so far, as copies. */
  columns(): Columns {
    const count = this.#count;
    return {
      count,
      paths: this.#paths.slice(1),
      links: this.#links.slice(1),
      types: this.#types.slice(0, count),
      sizes: this.#sizes.slice(0, count),
      modes: this.#modes.slice(0, count),
      uids: this.#uids.slice(0, count),
      gids: this.#gids.slice(0, count),
      mtimes: this.#mtimes.slice(0, count),
      crcs: this.#crcs.slice(0, count),
      notable: rowsOf(this.#notable, count),
      turns: rowsOf(this.#turns, count),
    };
  }

  #double(): void {
    this.#types = doubled(Uint8Array, this.#types);
    this.#sizes = doubled(Float64Array, this.#sizes);
    this.#modes = doubled(Uint16Array, this.#modes);
    this.#uids = doubled(Uint32Array, this.#uids);
    this.#gids = doubled(Uint32Array, this.#gids);
    this.#mtimes = doubled(Float64Array, this.#mtimes);
    this.#crcs = doubled(Uint32Array, this.#crcs);
    this.#notable = doubled(Uint8Array, this.#notable);
    this.#turns = doubled(Uint8Array, this.#turns);
  }
}

function doubled<T extends {set(from: T): void; readonly length: number}>(
  Column: new (length: number) => T,
  column: T,
): T {
  const larger = new Column(2 * column.length);
  larger.set(column);
  return larger;
}

function rowsOf(flags: Uint8Array, count: number): Uint32Array {
  const rows: number[] = [];
  for (let row = flags.indexOf(1); row >= 0 && row < count; row = flags.indexOf(1, row + 1)) rows.push(row);
  return Uint32Array.from(rows);
}
