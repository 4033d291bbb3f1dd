import type {ImageFileComparison} from '../../evidence/model.js';
import {compareContractFiles, entryPatterns} from '../contract-files.js';
import {type LoadedImage, loadForReading} from '../image.js';
import {resolveImagePath} from '../image-path.js';
import {type LayerPool, openLayerPool} from '../layer/layer-pool.js';
import {readLayers} from '../read-layers.js';
import type {ResolvedImage} from '../source/source.js';
import {buildTree, type FileTree, typeOf} from './tree.js';

export interface EntryFileOptions {
  /** Takes the place of CMD. */
  readonly startCommand?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number, total: number) => void;
  readonly pool?: LayerPool;
}

export interface EntryFileResult {
  readonly files: ImageFileComparison;
  /** Parts of the image that could not be read: nothing is said about what may lie in them. */
  readonly problems: readonly {readonly what: string; readonly why: string}[];
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Reads every layer of one image, and says whether what its command names is there and can be run. */
export async function readEntryFiles(resolved: ResolvedImage, options: EntryFileOptions): Promise<EntryFileResult> {
  const signal = options.signal && {signal: options.signal};
  const [loaded] = (await loadForReading([resolved], {
    ...signal,
    platform: {os: 'linux', architecture: 'amd64'},
  })) as [LoadedImage];
  const image = withCommand(loaded, options.startCommand);
  const total = image.layers.reduce((sum, {descriptor}) => sum + descriptor.size, 0);
  let done = 0;
  const pool = options.pool ?? openLayerPool();
  try {
    const outcomes = await readLayers(
      image.layers.map((layer) => ({image, layer})),
      pool,
      {
        ...signal,
        diffIds: 'small',
        sha256: false,
        keep: entryPatterns(image.config),
        onBytes: (bytes) => {
          done += bytes;
          options.onBytes?.(done, total);
        },
      },
    );
    const tree = buildTree(outcomes.flatMap(({read}) => (read ? [read] : [])));
    const nothing: LoadedImage = {...image, layers: []};
    const leftOut = {a: [], b: outcomes.filter(({read}) => !read).map(({layer}) => layer.index)};
    const files = compareContractFiles(
      {a: nothing, b: image, treeA: buildTree([]), treeB: tree, outcomes, sharedUnread: 0, leftOut},
      [],
    );
    const isWhole = outcomes.length > 0 && outcomes.every(({read}) => read);
    const absent = isWhole ? missingProgram(image, tree) : undefined;
    return {
      files: {
        ...files,
        ...(absent !== undefined && {missingEntrypoints: [absent, ...(files.missingEntrypoints ?? [])]}),
      },
      problems: [
        ...image.problems.map(({what, problem}) => ({what, why: problem.message})),
        ...outcomes.flatMap(({layer, problem}) =>
          problem ? [{what: `layer ${layer.index + 1}`, why: problem.message}] : [],
        ),
      ],
    };
  } finally {
    await pool.close();
  }
}

function withCommand(image: LoadedImage, startCommand: readonly string[] | undefined): LoadedImage {
  if (startCommand === undefined || startCommand.length === 0 || image.config === undefined) return image;
  return {...image, config: {...image.config, cmd: startCommand}};
}

/** The first word of the command, when it is a bare name that no folder of PATH holds. */
function missingProgram({config}: LoadedImage, tree: FileTree): string | undefined {
  const program = [...(config?.entrypoint ?? []), ...(config?.cmd ?? [])][0];
  if (program === undefined || program === '' || program.includes('/')) return undefined;
  const path = config?.env.find((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) ?? DEFAULT_PATH;
  const folders = path.split(':').filter((folder) => folder !== '');
  // A folder that is a symbolic link (/bin to usr/bin) is another one of the list by its own name, or is not judged.
  const isLinked = folders.some((folder) => isLink(tree, resolveImagePath('/', folder)));
  const isThere = folders.some((folder) => tree.files.has(resolveImagePath('/', `${folder}/${program}`)));
  if (isThere) return undefined;
  const inUsr = ['usr/bin', 'usr/sbin'].some((folder) => tree.files.has(`${folder}/${program}`));
  return isLinked && inUsr ? undefined : program;
}

function isLink(tree: FileTree, path: string): boolean {
  const place = tree.files.get(path);
  return place !== undefined && typeOf(place) === 'symlink';
}
