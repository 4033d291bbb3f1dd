import {parentPort} from 'node:worker_threads';
import {LayerReader} from './layer-reader.js';
import type {LayerListing, ReadOptions} from './listing.js';
import {ImageProblem, type ProblemCode} from './problem.js';

/** To the worker. Messages of one layer come in order; a new `begin` ends whatever went before. */
export type ToWorker =
  | {readonly kind: 'begin'; readonly layer: number; readonly options: ReadOptions}
  /** Bytes in a buffer that both threads see; the sender leaves it alone until it comes back. */
  | {readonly kind: 'data'; readonly layer: number; readonly buffer: SharedArrayBuffer; readonly length: number}
  | {readonly kind: 'finish'; readonly layer: number};

export type FromWorker =
  /** The buffer comes back to be filled again. */
  | {readonly kind: 'read'; readonly layer: number; readonly buffer: SharedArrayBuffer}
  | {readonly kind: 'listing'; readonly layer: number; readonly listing: LayerListing}
  | {readonly kind: 'problem'; readonly layer: number; readonly code: ProblemCode; readonly message: string};

if (parentPort) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
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
      case 'data': {
        const giveBack = (): void => {
          port.postMessage({kind: 'read', layer: message.layer, buffer: message.buffer} satisfies FromWorker);
        };
        if (!reader || message.layer !== current) return giveBack();
        const pushed = reader.push(Buffer.from(message.buffer, 0, message.length));
        return pushed ? pushed.finally(giveBack) : giveBack();
      }
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

  const run = (message: ToWorker): void | Promise<void> => {
    try {
      const pending = handle(message);
      return pending?.catch((error: unknown) => fail(message.layer, error));
    } catch (error) {
      fail(message.layer, error);
    }
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
