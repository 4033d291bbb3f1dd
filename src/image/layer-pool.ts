import {existsSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import {LayerReader} from './layer-reader.js';
import type {FromWorker, ToWorker} from './layer-worker.js';
import type {LayerListing, ReadOptions} from './listing.js';
import {ImageProblem} from './problem.js';

/** Bytes of one message. */
const BATCH_BYTES = 256 * 1024;
/** Messages on their way or being read. More would only hold memory. */
const BATCHES = 4;

/** Threads that unpack and hash layers while this one fetches and checks digests. */
export interface LayerPool {
  /** Layers read at once. */
  readonly width: number;
  /**
   * Reads one layer. Waits for a free thread; `chunks` are not asked for before there is one. Chunks are handed over:
   * whoever makes them must not touch them again.
   */
  read(chunks: AsyncIterable<Buffer>, options: ReadOptions): Promise<LayerListing>;
  close(): Promise<void>;
}

/**
 * Starts the threads at once, so that their start-up hides behind the first network call. Where threads cannot be had
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
    else free.push(slot);
  };
  return {
    width: slots.length,
    async read(chunks, readOptions) {
      const slot = await take();
      try {
        return await slot.read(chunks, readOptions);
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
  return ['./layer-worker.js', '../image/layer-worker.js', './image/layer-worker.js']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => url.protocol === 'file:' && existsSync(url));
}

interface Slot {
  read(chunks: AsyncIterable<Buffer>, options: ReadOptions): Promise<LayerListing>;
  close(): Promise<void>;
}

class InlineSlot implements Slot {
  async read(chunks: AsyncIterable<Buffer>, options: ReadOptions): Promise<LayerListing> {
    const reader = new LayerReader(options);
    try {
      for await (const chunk of chunks) await reader.push(chunk);
      return await reader.finish();
    } finally {
      reader.close();
    }
  }

  async close(): Promise<void> {}
}

class ThreadSlot implements Slot {
  readonly #worker: Worker;
  #layer = 0;
  #underway = 0;
  #wake: (() => void) | undefined;
  #outcome: {listing: LayerListing} | {problem: Error} | undefined;
  #dead: Error | undefined;

  constructor(worker: URL) {
    // Entries by the ten thousand live briefly: a small young generation keeps the process small.
    this.#worker = new Worker(worker, {resourceLimits: {maxYoungGenerationSizeMb: 8}});
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => {
      this.#dead = new ImageProblem('corrupt', `reading a layer failed: ${error.message}`, {cause: error});
      this.#signal();
    });
    this.#worker.unref();
  }

  async read(chunks: AsyncIterable<Buffer>, options: ReadOptions): Promise<LayerListing> {
    if (this.#dead) return new InlineSlot().read(chunks, options);
    const layer = ++this.#layer;
    this.#outcome = undefined;
    this.#underway = 0;
    this.#worker.ref();
    try {
      this.#post({kind: 'begin', layer, options});
      let pieces: ArrayBuffer[] = [];
      let bytes = 0;
      for await (const chunk of chunks) {
        pieces.push(ownBuffer(chunk));
        bytes += chunk.length;
        if (bytes < BATCH_BYTES) continue;
        await this.#room();
        this.#send(layer, pieces);
        pieces = [];
        bytes = 0;
      }
      if (pieces.length > 0) this.#send(layer, pieces);
      this.#post({kind: 'finish', layer});
      while (!this.#outcome && !this.#dead) await this.#next();
      return this.#result();
    } finally {
      this.#worker.unref();
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #result(): LayerListing {
    if (this.#outcome && 'listing' in this.#outcome) return this.#outcome.listing;
    throw this.#outcome?.problem ?? this.#dead ?? new ImageProblem('corrupt', 'reading a layer ended without result');
  }

  async #room(): Promise<void> {
    for (;;) {
      // A layer that turned out bad is not fetched to its end.
      if (this.#dead || (this.#outcome && 'problem' in this.#outcome)) this.#result();
      if (this.#underway < BATCHES) return;
      await this.#next();
    }
  }

  #send(layer: number, pieces: ArrayBuffer[]): void {
    this.#underway++;
    this.#worker.postMessage({kind: 'data', layer, pieces} satisfies ToWorker, pieces);
  }

  #receive(message: FromWorker): void {
    if (message.layer !== this.#layer) return;
    if (message.kind === 'read') this.#underway--;
    else if (message.kind === 'listing') this.#outcome = {listing: message.listing};
    else this.#outcome = {problem: new ImageProblem(message.code, message.message)};
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

/**
 * A chunk's memory, to be moved to another thread. What came from a socket owns its memory and is moved as it is: left
 * here it would wait for the garbage collector, which costs more than reading the layer's headers. (chunk.length stays
 * readable until the message is sent.)
 */
function ownBuffer(chunk: Buffer): ArrayBuffer {
  const {buffer, byteOffset, byteLength} = chunk;
  const whole = buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength;
  return whole ? buffer : (Uint8Array.from(chunk).buffer as ArrayBuffer);
}
