import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {runCli} from './run-cli.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Metafile {
  readonly outputs: {
    readonly [path: string]: {
      readonly bytes: number;
      readonly inputs: object;
      readonly imports: readonly {readonly path: string; readonly kind: string; readonly external?: boolean}[];
    };
  };
}

export interface Loaded {
  readonly code: number | null;
  /** Files of dist/ that the process evaluated. */
  readonly files: readonly string[];
  /** Of those files. */
  readonly bytes: number;
  /** Packages of which some module is in those files. */
  readonly packages: ReadonlySet<string>;
}

/** What the build says of every file it wrote. */
export async function buildMetafile(): Promise<Metafile> {
  return JSON.parse(await readFile(join(ROOT, '.tmp/build-meta.json'), 'utf8')) as Metafile;
}

/** Runs the built program and tells which of its files were loaded, as V8's own coverage lists them. */
export async function loadedBy(args: readonly string[], env: {readonly [name: string]: string} = {}): Promise<Loaded> {
  const folder = await mkdtemp(join(tmpdir(), 'nerava-diag-loaded-'));
  try {
    const [{code}, {outputs}] = await Promise.all([
      runCli(args, {env: {...env, NODE_V8_COVERAGE: folder}}),
      buildMetafile(),
    ]);
    const scripts = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')));
    const urls = scripts.flatMap((text) => (JSON.parse(text) as {result: {url: string}[]}).result.map(({url}) => url));
    const files = Object.keys(outputs).filter((path) => urls.some((url) => url.endsWith(`/${path}`)));
    const inputs = files.flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
    return {
      code,
      files,
      bytes: files.reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0),
      packages: new Set(inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.slice(1, 2) ?? [])),
    };
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}
