import {createHmac, randomBytes} from 'node:crypto';
import {formatBytes} from './bytes.js';
import type {ComparisonProblem, ImageComparison, LayerCell, PackageComparison} from './comparison.js';
import {compareConfig} from './config-diff.js';
import {commandFiles, entryPatterns} from './contract-files.js';
import {fileComparison} from './files/file-comparison.js';
import {comparePackages} from './files/packages.js';
import {findingsOf} from './findings.js';
import {compareHistory} from './history.js';
import {addSizes, type LoadedImage, loadForReading, loadImages} from './image.js';
import type {StreamOptions} from './layer/layer-stream.js';
import {type LayerMatches, matchLayers} from './layers.js';
import type {Platform} from './manifest.js';
import {createMask} from './mask.js';
import {
  type FileOptions,
  isWhole,
  type ReadPair,
  type ReadProgress,
  readPair,
  sideOfPair,
  withImages,
} from './read-pair.js';
import {layerCell, layerRows, platformRows, sideOf, withKnownSizes} from './rows.js';
import {compareSizes} from './sizes.js';
import type {ResolvedImage} from './source/source.js';

export interface CompareOptions {
  /** Default linux/amd64, which is what App Runner runs. */
  readonly platform?: Platform;
  /** Read the layers that differ and compare their files. */
  readonly files?: FileOptions;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** As what an abort while layers are read leaves the comparison without files, in place of nothing. Default: never. */
  readonly keepsWhatIsKnown?: (reason: unknown) => EarlyEnd | undefined;
  readonly retryDelayMs?: number;
  /** Hides what looks like a secret in a line of text. */
  readonly redact?: (text: string) => string;
  /** Bytes fetched so far for finding the images, to be counted in. */
  readonly bytesBefore?: number;
}

export const DEFAULT_PLATFORM: Platform = {os: 'linux', architecture: 'amd64'};

/**
 * Compares two images found by a source.
 *
 * Throws only when the signal aborts: what cannot be read becomes a problem of the result, and the rest is compared.
 * Where `keepsWhatIsKnown` says so, an abort while layers are read does not throw either: the result holds no files, and
 * a problem that says how much was read.
 */
export async function compareImages(
  resolvedA: ResolvedImage,
  resolvedB: ResolvedImage,
  options: CompareOptions = {},
): Promise<ImageComparison> {
  let fetched = options.bytesBefore ?? resolvedA.manifest.text.length + resolvedB.manifest.text.length;
  const onBytes = (bytes: number): void => {
    fetched += bytes;
  };
  const stream = {
    onBytes,
    ...(options.signal && {signal: options.signal}),
    ...(options.retryDelayMs !== undefined && {retryDelayMs: options.retryDelayMs}),
  };
  const {files} = options;
  const redact = options.redact && {redact: options.redact};
  const load = {...stream, platform: options.platform ?? DEFAULT_PLATFORM};
  if (!files) {
    const [a, b] = (await loadImages([resolvedA, resolvedB], load)) as [LoadedImage, LoadedImage];
    return compareLoaded(a, b, {bytesFetched: fetched, ...redact});
  }
  const [a, b] = (await loadForReading([resolvedA, resolvedB], load)) as [LoadedImage, LoadedImage];
  if (!a.manifest || !b.manifest) {
    const [sizedA, sizedB] = (await addSizes([a, b], stream)) as [LoadedImage, LoadedImage];
    options.signal?.throwIfAborted();
    return compareLoaded(sizedA, sizedB, {bytesFetched: fetched, ...redact});
  }
  const read = await readAndSize(a, b, files, {...options, ...stream});
  return compareLoaded(read.a, read.b, {bytesFetched: fetched, ...read.found, ...redact});
}

interface ReadAndSized {
  /** Both images, with the unpacked sizes of their layers. */
  readonly a: LoadedImage;
  readonly b: LoadedImage;
  readonly found: Pick<CompareLoadedOptions, 'read' | 'problems'>;
}

/** Reads the layers that differ. What can wait until their bytes are flowing keeps nothing waiting before. */
async function readAndSize(
  a: LoadedImage,
  b: LoadedImage,
  files: FileOptions,
  options: CompareOptions & StreamOptions,
): Promise<ReadAndSized> {
  const {signal, redact, keepsWhatIsKnown} = options;
  const matches = matchLayers(a, b);
  const {pairs} = compareHistory(a, b, matches, (line) => line);
  let progress: ReadProgress = {bytes: 0, total: sizeOfDifference(matches)};
  let sizing: Promise<LoadedImage[]> | undefined;
  const size = async (): Promise<[LoadedImage, LoadedImage]> => {
    sizing ??= addSizes([a, b], options);
    return (await sizing) as [LoadedImage, LoadedImage];
  };
  const doTheRest = (): void => {
    clearTimeout(patience);
    void size();
    // It makes what it needs for its first line.
    redact?.('');
  };
  const patience = setTimeout(doTheRest, FIRST_BYTES_MS);
  const onProgress = (next: ReadProgress): void => {
    if (sizing === undefined) doTheRest();
    progress = next;
    options.onProgress?.(next);
  };
  try {
    const keep = entryPatterns(b.config);
    const pair = await readPair(a, b, matches, pairs, {...files, keep}, {...options, onProgress});
    const [sizedA, sizedB] = await size();
    return {a: sizedA, b: sizedB, found: {read: {pair: withImages(pair, sizedA, sizedB), files}}};
  } catch (error) {
    const end = signal?.aborted === true ? keepsWhatIsKnown?.(signal.reason) : undefined;
    if (end === undefined) throw error;
    const [sizedA, sizedB] = await size();
    return {a: sizedA, b: sizedB, found: {problems: [endedAt(progress, end)]}};
  } finally {
    clearTimeout(patience);
  }
}

/** Layers whose first bytes take longer are kept waiting by something else. */
const FIRST_BYTES_MS = 500;

/** Why reading ended before its end. */
export type EarlyEnd = 'interruption' | 'timeout';

function sizeOfDifference({onlyA, onlyB}: LayerMatches): number {
  return [...onlyA, ...onlyB].reduce((sum, {descriptor}) => sum + descriptor.size, 0);
}

/** Files are compared all or not at all: of half the layers, those of the other half would look added or removed. */
function endedAt({bytes, total}: ReadProgress, end: EarlyEnd): ComparisonProblem {
  return {
    side: 'both',
    what: 'files and packages',
    code: end === 'timeout' ? 'timeout' : 'gap',
    why: `${end === 'timeout' ? 'the time was up' : 'interrupted'} after ${formatBytes(bytes)} of ${formatBytes(total)} of the layers that differ: no file was compared`,
    fix: end === 'timeout' ? 'run it again with more time: --timeout 30m' : 'run it again, or leave --files out',
  };
}

export interface CompareLoadedOptions {
  readonly bytesFetched: number;
  /** What could not be compared, beyond what the images themselves tell. */
  readonly problems?: readonly ComparisonProblem[];
  /** Hides what looks like a secret in a line of text. */
  readonly redact?: (text: string) => string;
  /** Key of the fingerprints; saved evidence brings its own. Default: a fresh one. */
  readonly salt?: string;
  /** The files of the layers that differ. */
  readonly read?: {readonly pair: ReadPair; readonly files: FileOptions};
}

/** Compares two images of which everything is known that there is to be known. */
export function compareLoaded(a: LoadedImage, b: LoadedImage, options: CompareLoadedOptions): ImageComparison {
  const pair = options.read?.pair;
  const mask = createMask([...(a.config?.env ?? []), ...(b.config?.env ?? [])], options.redact);
  const matches = matchLayers(a, b);
  const history = compareHistory(a, b, matches, mask);
  const problems: ComparisonProblem[] = [
    ...loadProblems('a', a),
    ...loadProblems('b', b),
    ...(pair ? layerProblems(pair) : []),
    ...(options.problems ?? []),
  ];
  const ownA = a.layers.map((layer) => layerCell(layer, pair));
  const ownB = b.layers.map((layer) => layerCell(layer, pair));
  const cellsA = withKnownSizes(ownA, ownB);
  const cellsB = withKnownSizes(ownB, ownA);
  const layers = layerRows(cellsA, cellsB, matches, history.pairs, mask, pair);
  problems.push(...sizeProblems('a', a, cellsA, pair), ...sizeProblems('b', b, cellsB, pair));
  const sizes = compareSizes(a, b, cellsA, cellsB, pair !== undefined);
  const salt = options.salt ?? randomBytes(16);
  const fingerprint = (value: string): string => createHmac('sha256', salt).update(value).digest('hex').slice(0, 10);
  const changed = a.config && b.config ? compareConfig(a.config, b.config, {fingerprint, mask}) : [];
  const files = options.read && {
    ...fileComparison(options.read.pair, options.read.files, mask),
    command: commandFiles(options.read.pair),
  };
  const packages: PackageComparison | undefined =
    pair && comparePackages(sideOfPair(pair, 'a'), sideOfPair(pair, 'b'), isWhole(pair));
  const comparison: Omit<ImageComparison, 'findings'> = {
    schemaVersion: 1,
    a: sideOf(a, mask),
    b: sideOf(b, mask),
    differs:
      changed.length > 0 || matches.onlyA.length > 0 || matches.onlyB.length > 0 || layers.some((row) => row.moved),
    platforms: platformRows(a, b),
    config: {changed},
    history: history.rows,
    layers,
    sizes,
    ...(files && {files}),
    ...(packages && {packages}),
    bytesFetched: options.bytesFetched,
    problems,
  };
  return {...comparison, findings: findingsOf(comparison, a, b)};
}

function loadProblems(side: 'a' | 'b', image: LoadedImage): ComparisonProblem[] {
  return [
    ...image.problems.map(({what, problem}) => ({side, what, code: problem.code, why: problem.message})),
    ...image.resolved.gaps.map((gap) => ({side, code: 'gap' as const, ...gap})),
  ];
}

/** Sizes that could not be had, of layers of which nothing worse is said. */
function sizeProblems(
  side: 'a' | 'b',
  image: LoadedImage,
  cells: readonly LayerCell[],
  pair: ReadPair | undefined,
): ComparisonProblem[] {
  const broken = new Set(
    pair?.outcomes.flatMap(({image: of, layer, problem}) => (of === image && problem ? [layer.index] : [])),
  );
  const open = image.unsized.filter(({layer}) => cells[layer]?.unpackedBytes === null && !broken.has(layer));
  const [first] = open;
  if (first === undefined) return [];
  const layers = open.map(({layer}) => layer + 1).sort((x, y) => x - y);
  return [{side, what: `unpacked size of layer ${layers.join(', ')}`, code: 'gap', why: first.why}];
}

function layerProblems(pair: ReadPair): ComparisonProblem[] {
  return pair.outcomes.flatMap(({image, layer, problem}) =>
    problem
      ? [
          {
            side: image === pair.a ? ('a' as const) : ('b' as const),
            what: `files of layer ${layer.index + 1} (${layer.descriptor.digest.slice(0, 19)})`,
            code: problem.code,
            why: problem.message,
          },
        ]
      : [],
  );
}
