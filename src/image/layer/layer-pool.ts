import {existsSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import {ImageProblem} from '../problem.js';
import type {TakePiece} from '../source/source.js';
import {LayerReader} from './layer-reader.js';
import type {FromWorker, SharedMemory, ToWorker} from './layer-worker.js';
import {joinListings, type LayerListing, type ReadOptions} from './listing.js';
import {UnpackedRing} from './unpacked-ring.js';

/** Bytes of one place in the memory that is shared with a thread. */
const PLACE_BYTES = 1024 * 1024;
/** Places that are filled or being read, and one to read into meanwhile. More would only hold memory. */
const PLACES = 5;
/** A place with less room than this is full: small reads cost more than the room is worth. */
const WORTH_READING = 64 * 1024;

/** Brings the pieces of a packed layer, in order; resolves when all are taken. */
export type Pump = (take: TakePiece) => Promise<void>;

/** Threads that unpack and hash layers while this one fetches and checks digests. */
export interface LayerPool {
  /** Layers read at once. */
  readonly width: number;
  /** Reads one layer. Waits for a free thread; `pump` is not started before there is one. */
  read(pump: Pump, options: ReadOptions): Promise<LayerListing>;
  close(): Promise<void>;
}

/**
 * Starts the threads at once: they are ready about when the first bytes are there, which wait for them in the memory
 * that is shared. Started earlier they keep the main thread from its first call. Where threads cannot be had
 * (sources run unbuilt, a process without the permission) layers are read in this one: slower, the same results.
 */
export function openLayerPool(options: {readonly threads?: number; readonly worker?: URL} = {}): LayerPool {
  const worker = options.worker ?? findWorker();
  const threads = Math.max(1, Math.min(options.threads ?? 2, availableParallelism()));
  const slots: Slot[] = [];
  if (worker && options.threads !== 0) {
    for (let i = 0; i < threads; i++) {
      try {
        slots.push(new ThreadSlot(worker));
      } catch {
        break;
      }
    }
  }
  if (slots.length === 0) slots.push(new InlineSlot());
  const waiting: ((slot: Slot) => void)[] = [];
  const free = [...slots];
  const take = (): Promise<Slot> => {
    const slot = free.shift();
    return slot ? Promise.resolve(slot) : new Promise((resolve) => waiting.push(resolve));
  };
  const give = (slot: Slot): void => {
    const next = waiting.shift();
    if (next) next(slot);
    // No other layer wants it: it helps with one that is being read.
    else if (!slots.some((busy) => busy.takesHelp(slot, () => give(slot)))) free.push(slot);
  };
  return {
    width: slots.length,
    async read(pump, readOptions) {
      const slot = await take();
      const reading = slot.read(pump, readOptions);
      const idle = free.shift();
      if (idle) give(idle);
      try {
        return await reading;
      } finally {
        give(slot);
      }
    },
    async close() {
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}

/** Beside this module (sources compiled one by one), or beside the bundle's chunks. */
function findWorker(): URL | undefined {
  return ['./layer-worker.cjs', '../image/layer/layer-worker.cjs', './image/layer/layer-worker.cjs']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => url.protocol === 'file:' && existsSync(url));
}

interface Slot {
  read(pump: Pump, options: ReadOptions): Promise<LayerListing>;
  /**
   * Lets another one read, from some place on, what this one unpacks. False where there is nothing to help with.
   *
   * @param release called once the helper is free again, helped or not
   */
  takesHelp(helper: Slot, release: () => void): boolean;
  close(): Promise<void>;
}

class InlineSlot implements Slot {
  async read(pump: Pump, options: ReadOptions): Promise<LayerListing> {
    const reader = new LayerReader(options);
    try {
      await pump((piece) => reader.push(piece));
      return await reader.finish();
    } finally {
      reader.close();
    }
  }

  takesHelp(): boolean {
    return false;
  }

  async close(): Promise<void> {}
}

interface Helper {
  readonly slot: ThreadSlot;
  /** Between the two threads. */
  readonly ring: SharedArrayBuffer;
  readonly release: () => void;
}

/**
 * A thread, and memory shared with it: pieces are copied into its places in turn and the thread is told. Moving each
 * piece's own memory costs more than copying it, and makes garbage on both sides.
 */
class ThreadSlot implements Slot {
  readonly #worker: Worker;
  readonly #memory = new SharedArrayBuffer(PLACES * PLACE_BYTES);
  readonly #places = Array.from({length: PLACES}, (_, i) => new Uint8Array(this.#memory, i * PLACE_BYTES, PLACE_BYTES));
  /** Of any thread: what one says late of its last layer is not taken for the next. */
  static #layers = 0;
  #layer = 0;
  /** Places told to the thread and not given back. */
  #underway = 0;
  #at = 0;
  #filled = 0;
  #wake: (() => void) | undefined;
  #outcome: {listing: LayerListing} | {problem: Error} | undefined;
  #reading: ReadOptions | undefined;
  /** Who reads what this one unpacks, or is to as soon as it can. */
  #helper: Helper | undefined;
  /** What this one has read of a layer that its helper reads on. */
  #part: LayerListing | undefined;
  /** Of a layer that two threads read: why this one, the one that unpacks, could not go on, and whether the other one
   * has come so far. Before that it may find something else. */
  #unpacking: Error | undefined;
  #stopped = false;
  #dead: Error | undefined;
  /** Whose layer this one reads as second. */
  #first: ThreadSlot | undefined;

  constructor(worker: URL) {
    // Entries by the ten thousand live briefly: a small young generation keeps the process small.
    this.#worker = new Worker(worker, {
      workerData: {memory: this.#memory, placeBytes: PLACE_BYTES} satisfies SharedMemory,
      resourceLimits: {maxYoungGenerationSizeMb: 8},
      trackUnmanagedFds: false,
    });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => {
      this.#die(new ImageProblem('corrupt', `reading a layer failed: ${error.message}`, {cause: error}));
    });
    this.#worker.on('exit', () => {
      this.#die(this.#dead ?? new ImageProblem('corrupt', 'reading a layer was ended before its end'));
    });
    this.#worker.unref();
  }

  async read(pump: Pump, options: ReadOptions): Promise<LayerListing> {
    if (this.#dead) return new InlineSlot().read(pump, options);
    const layer = ++ThreadSlot.#layers;
    this.#layer = layer;
    this.#outcome = undefined;
    this.#part = undefined;
    this.#unpacking = undefined;
    this.#stopped = false;
    this.#reading = options;
    this.#worker.ref();
    try {
      this.#post({kind: 'begin', layer, options});
      const take: TakePiece = (piece) => this.#take(layer, piece);
      take.memory = () => this.#offer();
      await pump(take);
      if (this.#filled > 0) this.#send(layer);
      this.#post({kind: 'finish', layer});
      while (!this.#outcome && !this.#dead) await this.#next();
      return this.#result();
    } finally {
      // Places of a layer that was given up come back one by one, before those of the next.
      this.#filled = 0;
      this.#reading = undefined;
      this.#worker.unref();
      this.#dismiss();
    }
  }

  takesHelp(helper: Slot, release: () => void): boolean {
    if (!this.#reading || this.#helper || this.#outcome || this.#dead) return false;
    if (helper === this || !(helper instanceof ThreadSlot) || helper.#dead) return false;
    const ring = UnpackedRing.memory();
    this.#helper = {slot: helper, ring, release};
    this.#post({kind: 'share', layer: this.#layer, ring});
    return true;
  }

  #handOver({slot, ring}: Helper, options: ReadOptions, {listing, resumed}: Extract<FromWorker, {kind: 'part'}>): void {
    this.#part = listing;
    if (slot.#dead) {
      this.#settle({problem: slot.#dead});
      return;
    }
    slot.#first = this;
    slot.#post({kind: 'read-unpacked', layer: this.#layer, options, ring, resumed});
  }

  #dismiss(): void {
    const helper = this.#helper;
    if (!helper) return;
    this.#helper = undefined;
    helper.slot.#first = undefined;
    new UnpackedRing(helper.ring).giveUp();
    helper.release();
  }

  #die(reason: Error): void {
    this.#dead = reason;
    this.#signal();
    if (this.#first) this.#first.#settle({problem: reason});
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #result(): LayerListing {
    if (this.#outcome && 'listing' in this.#outcome) return this.#outcome.listing;
    throw this.#outcome?.problem ?? this.#dead ?? new ImageProblem('corrupt', 'reading a layer ended without result');
  }

  /** The rest of the place that is being filled; undefined while there is none. */
  #offer(): Uint8Array | undefined {
    if (this.#underway === PLACES) return undefined;
    return (this.#places[this.#at] as Uint8Array).subarray(this.#filled);
  }

  /** Synchronous while there is room for more. */
  #take(layer: number, piece: Buffer): void | Promise<void> {
    let at = 0;
    while (at < piece.length) {
      if (this.#underway === PLACES) {
        const rest = piece.subarray(at);
        return this.#room(PLACES - 1).then(() => this.#take(layer, rest));
      }
      const place = this.#places[this.#at] as Uint8Array;
      const bytes = Math.min(PLACE_BYTES - this.#filled, piece.length - at);
      // What was read into the place lies there already.
      const lies = piece.buffer === this.#memory && piece.byteOffset + at === place.byteOffset + this.#filled;
      if (!lies) place.set(piece.subarray(at, at + bytes), this.#filled);
      this.#filled += bytes;
      at += bytes;
      if (PLACE_BYTES - this.#filled < WORTH_READING) this.#send(layer);
    }
    this.#stopIfBad();
    // One place stays free, for what comes next to be read into.
    if (this.#underway >= PLACES - 1) return this.#room(PLACES - 2);
  }

  async #room(most: number): Promise<void> {
    while (this.#underway > most) {
      // Where the second thread is gone the first one waits for it, and gives no place back.
      this.#stopIfBad();
      await this.#next();
    }
  }

  /** A layer that turned out bad is not fetched to its end. */
  #stopIfBad(): void {
    if (this.#dead || (this.#outcome && 'problem' in this.#outcome)) this.#result();
  }

  #send(layer: number): void {
    this.#post({kind: 'data', layer, place: this.#at, bytes: this.#filled});
    this.#underway++;
    this.#at = (this.#at + 1) % PLACES;
    this.#filled = 0;
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'read') {
      this.#underway--;
      this.#signal();
      return;
    }
    if (this.#first) this.#first.#hear(message);
    else this.#hear(message);
  }

  #hear(message: Exclude<FromWorker, {kind: 'read'}>): void {
    if (message.layer !== this.#layer) return;
    switch (message.kind) {
      case 'part':
        if (this.#reading && this.#helper) this.#handOver(this.#helper, this.#reading, message);
        break;
      case 'listing':
        this.#settle({listing: this.#part ? joinListings(this.#part, message.listing) : message.listing});
        break;
      case 'problem':
        this.#settle({problem: new ImageProblem(message.code, message.message)});
        break;
      case 'unpack-problem':
        this.#unpacking = new ImageProblem(message.code, message.message);
        break;
      case 'stopped':
        this.#stopped = true;
    }
    if (this.#stopped && this.#unpacking) this.#settle({problem: this.#unpacking});
  }

  #settle(outcome: {listing: LayerListing} | {problem: Error}): void {
    this.#outcome = outcome;
    this.#signal();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #signal(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
