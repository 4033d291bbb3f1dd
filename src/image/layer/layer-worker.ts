import {parentPort, workerData} from 'node:worker_threads';
import {ImageProblem, type ProblemCode} from '../problem.js';
import {LayerReader, type Resumed} from './layer-reader.js';
import type {LayerListing, ReadOptions} from './listing.js';
import {RingSink} from './ring-sink.js';
import {PIECE, UnpackedRing} from './unpacked-ring.js';

/** To the worker. Messages of one layer come in order; a new `begin` ends whatever went before. */
export type ToWorker =
  | {
      readonly kind: 'begin';
      readonly layer: number;
      readonly options: ReadOptions;
    }
  /** A second thread may read what this one unpacks: the memory between them, of an `UnpackedRing`. */
  | {readonly kind: 'share'; readonly layer: number; readonly ring: SharedArrayBuffer}
  /** The next bytes of the blob stand in this place of the shared memory, until `read` gives it back. */
  | {readonly kind: 'data'; readonly layer: number; readonly place: number; readonly bytes: number}
  | {readonly kind: 'finish'; readonly layer: number}
  /** Read what another thread unpacks into this ring, to its end. */
  | {
      readonly kind: 'read-unpacked';
      readonly layer: number;
      readonly options: ReadOptions;
      readonly ring: SharedArrayBuffer;
      readonly resumed: Resumed;
    };

export type FromWorker =
  /** The answer to every `data`, whatever became of its layer: places come back in their order. */
  | {readonly kind: 'read'}
  | {readonly kind: 'listing'; readonly layer: number; readonly listing: LayerListing}
  /** As far as this thread has read the layer; the rest goes through the ring. */
  | {readonly kind: 'part'; readonly layer: number; readonly listing: LayerListing; readonly resumed: Resumed}
  /** Of a layer that two threads read: why unpacking stopped, and that the reader has come so far. In any order. */
  | {readonly kind: 'unpack-problem'; readonly layer: number; readonly code: ProblemCode; readonly message: string}
  | {readonly kind: 'stopped'; readonly layer: number}
  | {readonly kind: 'problem'; readonly layer: number; readonly code: ProblemCode; readonly message: string};

export interface SharedMemory {
  readonly memory: SharedArrayBuffer;
  readonly placeBytes: number;
}

if (parentPort) serve(parentPort, workerData as SharedMemory);

function serve(port: NonNullable<typeof parentPort>, {memory, placeBytes}: SharedMemory): void {
  let reader: LayerReader | undefined;
  let current = -1;
  // One message after the other, also where an inflater answers later.
  let queue: Promise<void> = Promise.resolve();
  let busy = false;

  const fail = (layer: number, error: unknown): void => {
    const kind = reader?.hasSuccessor === true ? 'unpack-problem' : 'problem';
    reader?.close();
    reader = undefined;
    const {code, message} =
      error instanceof ImageProblem
        ? error
        : new ImageProblem('corrupt', error instanceof Error ? error.message : String(error));
    port.postMessage({kind, layer, code, message} satisfies FromWorker);
  };

  const answer = (layer: number, listing: LayerListing): void => {
    port.postMessage({kind: 'listing', layer, listing} satisfies FromWorker);
  };

  const handle = (message: ToWorker): void | Promise<void> => {
    switch (message.kind) {
      case 'begin':
        reader?.close();
        reader = new LayerReader(message.options);
        current = message.layer;
        return;
      case 'share':
        if (message.layer !== current) return;
        reader?.handOver({
          sink: new RingSink(new UnpackedRing(message.ring)),
          begin: (listing, resumed) =>
            port.postMessage({kind: 'part', layer: message.layer, listing, resumed} satisfies FromWorker),
        });
        return;
      case 'data':
        if (!reader || message.layer !== current) return;
        return reader.push(Buffer.from(memory, message.place * placeBytes, message.bytes));
      case 'finish': {
        if (!reader || message.layer !== current) return;
        const finishing = reader;
        return finishing.finishOwn().then((listing) => {
          if (reader === finishing) reader = undefined;
          if (listing) answer(message.layer, listing);
        });
      }
      case 'read-unpacked':
        reader?.close();
        reader = undefined;
        return readUnpacked(new UnpackedRing(message.ring), message.options, message.resumed).then((listing) => {
          if (listing === 'stopped') port.postMessage({kind: 'stopped', layer: message.layer} satisfies FromWorker);
          else if (listing) answer(message.layer, listing);
        });
    }
  };

  const giveBack = (message: ToWorker): void => {
    if (message.kind === 'data') port.postMessage({kind: 'read'} satisfies FromWorker);
  };

  const tryToHandle = (message: ToWorker): void | Promise<void> => {
    try {
      return handle(message);
    } catch (error) {
      fail(message.layer, error);
    }
  };

  const run = (message: ToWorker): void | Promise<void> => {
    const pending = tryToHandle(message);
    // Synchronous as long as the inflater is.
    if (!pending) return giveBack(message);
    return pending.catch((error: unknown) => fail(message.layer, error)).finally(() => giveBack(message));
  };

  port.on('message', (message: ToWorker) => {
    if (!busy) {
      const pending = run(message);
      if (!pending) return;
      busy = true;
      queue = pending;
    } else {
      queue = queue.then(() => run(message));
    }
    const last = queue;
    void last.then(() => {
      if (queue === last) busy = false;
    });
  });
}

/** Waits for the other thread without an event loop. undefined when the layer was given up. */
async function readUnpacked(
  ring: UnpackedRing,
  options: ReadOptions,
  resumed: Resumed,
): Promise<LayerListing | 'stopped' | undefined> {
  const reader = new LayerReader(options);
  try {
    reader.resume(resumed);
    for (let piece = ring.take(); piece; piece = ring.take()) {
      if (piece.kind === PIECE.end) return await reader.finish();
      if (piece.kind === PIECE.failed) return 'stopped';
      if (piece.kind === PIECE.member) reader.endMember(piece.value);
      else await reader.push(piece.bytes);
      ring.giveBack();
    }
    return undefined;
  } catch (error) {
    ring.giveUp();
    throw error;
  } finally {
    reader.close();
  }
}
