import {parentPort, workerData} from 'node:worker_threads';
import {ImageProblem, type ProblemCode} from '../problem.js';
import {LayerReader} from './layer-reader.js';
import type {LayerListing, ReadOptions} from './listing.js';

/** To the worker. Messages of one layer come in order; a new `begin` ends whatever went before. */
export type ToWorker =
  | {readonly kind: 'begin'; readonly layer: number; readonly options: ReadOptions}
  /** The next bytes of the blob stand in this place of the shared memory, until `read` gives it back. */
  | {readonly kind: 'data'; readonly layer: number; readonly place: number; readonly bytes: number}
  | {readonly kind: 'finish'; readonly layer: number};

export type FromWorker =
  /** The answer to every `data`, whatever became of its layer: places come back in their order. */
  | {readonly kind: 'read'}
  | {readonly kind: 'listing'; readonly layer: number; readonly listing: LayerListing}
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
    reader?.close();
    reader = undefined;
    const problem =
      error instanceof ImageProblem
        ? error
        : new ImageProblem('corrupt', error instanceof Error ? error.message : String(error));
    port.postMessage({kind: 'problem', layer, code: problem.code, message: problem.message} satisfies FromWorker);
  };

  const handle = (message: ToWorker): void | Promise<void> => {
    switch (message.kind) {
      case 'begin':
        reader?.close();
        reader = new LayerReader(message.options);
        current = message.layer;
        return;
      case 'data':
        if (!reader || message.layer !== current) return;
        return reader.push(Buffer.from(memory, message.place * placeBytes, message.bytes));
      case 'finish': {
        if (!reader || message.layer !== current) return;
        const finishing = reader;
        reader = undefined;
        return finishing.finish().then((listing) => {
          port.postMessage({kind: 'listing', layer: message.layer, listing} satisfies FromWorker, columns(listing));
        });
      }
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

function columns(listing: LayerListing): ArrayBuffer[] {
  const arrays = [
    listing.types,
    listing.sizes,
    listing.modes,
    listing.uids,
    listing.gids,
    listing.mtimes,
    listing.crcs,
    ...(listing.sha256 ? [listing.sha256] : []),
  ];
  return arrays.map((array) => array.buffer as ArrayBuffer);
}
