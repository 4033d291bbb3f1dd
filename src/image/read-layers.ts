import {type ReadLayer, toReadLayer} from './files/tree.js';
import type {Layer, LoadedImage} from './image.js';
import type {LayerPool} from './layer/layer-pool.js';
import {pumpBlob, type StreamOptions} from './layer/layer-stream.js';
import type {ReadOptions} from './layer/listing.js';
import {ImageProblem} from './problem.js';

/** A packed layer this much smaller than what it unpacks to is no program but an attack or an accident. */
const MAX_RATIO = 200;
/** Packed bytes up to which the diff id is checked without being asked for. */
const SMALL_LAYER = 32 * 1000 * 1000;
const BOMB_FLOOR = 8 * 2 ** 30;

export interface ReadLayersOptions {
  /** Check each unpacked layer against the config's diff id. */
  readonly diffIds: boolean | 'small';
  readonly sha256: boolean;
  /** Regular expressions of paths whose content is kept. */
  readonly keep: readonly string[];
  readonly keepBytes?: number;
  readonly maxUnpackedBytes?: number;
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  /** Called with each outcome, in whatever order they come. */
  readonly onOutcome?: (outcome: LayerOutcome) => void;
  readonly retryDelayMs?: number;
}

export interface LayerOutcome {
  readonly image: LoadedImage;
  readonly layer: Layer;
  readonly read?: ReadLayer;
  readonly problem?: ImageProblem;
}

/** Streams layers through the pool, the biggest first. Every layer has an outcome; none makes the others fail. */
export async function readLayers(
  wanted: readonly {readonly image: LoadedImage; readonly layer: Layer}[],
  pool: LayerPool,
  options: ReadLayersOptions,
): Promise<LayerOutcome[]> {
  const order = [...wanted].sort((x, y) => y.layer.descriptor.size - x.layer.descriptor.size);
  const reading = Promise.all(
    order.map(async (one): Promise<LayerOutcome> => {
      const outcome = await outcomeOf(one, pool, options);
      options.onOutcome?.(outcome);
      return outcome;
    }),
  );
  const outcomes = await unlessAborted(reading, options.signal);
  return outcomes.sort((x, y) => x.layer.index - y.layer.index);
}

async function outcomeOf(
  {image, layer}: {readonly image: LoadedImage; readonly layer: Layer},
  pool: LayerPool,
  options: ReadLayersOptions,
): Promise<LayerOutcome> {
  try {
    return {image, layer, ...(await readLayer(image, layer, pool, options))};
  } catch (error) {
    options.signal?.throwIfAborted();
    return {image, layer, problem: asProblem(error)};
  }
}

async function readLayer(
  image: LoadedImage,
  layer: Layer,
  pool: LayerPool,
  options: ReadLayersOptions,
): Promise<{read: ReadLayer; problem?: ImageProblem}> {
  const {descriptor} = layer;
  if (descriptor.urls) {
    throw new ImageProblem(
      'foreign-layer',
      `layer ${layer.index + 1} lies outside the registry (${descriptor.urls.map(hostOf).join(', ')}) and is not followed`,
    );
  }
  const readOptions: ReadOptions = {
    diffId: wantsDiffId(layer, options.diffIds),
    sha256: options.sha256,
    keep: options.keep,
    keepBytes: options.keepBytes ?? 2 * 1024 * 1024,
    maxUnpackedBytes: options.maxUnpackedBytes ?? Math.max(BOMB_FLOOR, descriptor.size * MAX_RATIO),
  };
  const stream: StreamOptions = {
    ...(options.signal && {signal: options.signal}),
    ...(options.onBytes && {onBytes: options.onBytes}),
    ...(options.retryDelayMs !== undefined && {retryDelayMs: options.retryDelayMs}),
  };
  const listing = await pool.read((take) => pumpBlob(image.resolved.source, descriptor, take, stream), readOptions);
  const read = toReadLayer(layer.index, listing);
  if (listing.diffId !== undefined && listing.diffId !== layer.diffId) {
    return {
      read,
      problem: new ImageProblem(
        'diff-id-mismatch',
        `layer ${layer.index + 1} unpacks to ${listing.diffId.slice(0, 19)}, but the config says ${layer.diffId?.slice(0, 19)}: a container runtime refuses such an image`,
      ),
    };
  }
  return {read};
}

/** A thread may be hashing long after the last byte was fetched: who ends the run does not wait for it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function wantsDiffId({descriptor, diffId}: Layer, wanted: boolean | 'small'): boolean {
  // Of a plain archive the packed digest is the diff id, and is checked anyway.
  if (diffId === undefined || diffId === descriptor.digest) return false;
  return wanted === 'small' ? descriptor.size <= SMALL_LAYER : wanted;
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return 'an unreadable address';
  }
}

function asProblem(error: unknown): ImageProblem {
  if (error instanceof ImageProblem) return error;
  return new ImageProblem('corrupt', error instanceof Error ? error.message : String(error), {cause: error});
}
