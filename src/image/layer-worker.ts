import {MessageChannel, type MessagePort, parentPort} from 'node:worker_threads';
import {LayerReader} from './layer-reader.js';
import type {LayerListing, ReadOptions} from './listing.js';
import {ImageProblem, type ProblemCode} from './problem.js';

/** To the worker. Messages of one layer come in order; a new `begin` ends whatever went before. */
export type ToWorker =
  | {readonly kind: 'begin'; readonly layer: number; readonly options: ReadOptions}
  /** Pieces of the blob, moved here: the sender holds them no more. */
  | {readonly kind: 'data'; readonly layer: number; readonly pieces: readonly ArrayBuffer[]}
  | {readonly kind: 'finish'; readonly layer: number};

export type FromWorker =
  /** One `data` message is read. */
  | {readonly kind: 'read'; readonly layer: number}
  | {readonly kind: 'listing'; readonly layer: number; readonly listing: LayerListing}
  | {readonly kind: 'problem'; readonly layer: number; readonly code: ProblemCode; readonly message: string};

if (parentPort) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
  const free = createMemorySink();
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
        if (!reader || message.layer !== current) return;
        const done = (): void => {
          free(message.pieces);
          port.postMessage({kind: 'read', layer: message.layer} satisfies FromWorker);
        };
        return pushAll(reader, message.pieces, done);
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

/** Synchronous as long as the inflater is: a promise for each piece would cost more than the message saves. */
function pushAll(
  reader: LayerReader,
  pieces: readonly ArrayBuffer[],
  done: () => void,
  from = 0,
): void | Promise<void> {
  for (let i = from; i < pieces.length; i++) {
    const pending = reader.push(Buffer.from(pieces[i] as ArrayBuffer));
    if (pending) return pending.then(() => pushAll(reader, pieces, done, i + 1));
  }
  done();
}

/**
 * Gives memory back at once. What is moved to a port that nobody listens to is gone; left to the garbage collector, a
 * thread that allocates little else would hold tens of megabytes of it.
 */
function createMemorySink(): (pieces: readonly ArrayBuffer[]) => void {
  const {port1, port2} = new MessageChannel();
  const sink: MessagePort = port1;
  port2.close();
  return (pieces) => sink.postMessage(null, [...pieces]);
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
