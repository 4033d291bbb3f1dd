import {ImageProblem} from './problem.js';

export const MEDIA_TYPES = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
} as const;

export interface Descriptor {
  readonly mediaType?: string;
  readonly digest: string;
  /** Packed bytes. */
  readonly size: number;
  /** A foreign layer's sources outside the registry. */
  readonly urls?: readonly string[];
}

export interface Manifest {
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface Platform {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
}

export interface IndexDescriptor extends Platform {
  readonly digest: string;
  readonly mediaType?: string;
  readonly size?: number;
  /** Describes another manifest (provenance, SBOM); no image. */
  readonly attestation?: true;
  readonly annotations: {readonly [name: string]: string};
}

export interface ConfigFile extends Platform {
  readonly created?: string;
  readonly author?: string;
  readonly env: readonly string[];
  /** In place of `env` where values were not kept: saved evidence. */
  readonly described?: readonly DescribedVariable[];
  /** Fields that saved evidence does not hold: neither set nor unset. */
  readonly notKnown?: readonly ('Healthcheck' | 'Volumes' | 'Shell' | 'OnBuild')[];
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly workingDir?: string;
  readonly user?: string;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: {readonly [name: string]: string};
  readonly stopSignal?: string;
  readonly healthcheck?: string;
  readonly shell?: readonly string[];
  readonly onBuild: readonly string[];
  readonly diffIds: readonly string[];
  readonly history: readonly HistoryLine[];
}

export interface DescribedVariable {
  readonly name: string;
  /** In code points. */
  readonly length: number;
  readonly fingerprint: string;
}

export interface HistoryLine {
  readonly createdBy?: string;
  readonly created?: string;
  readonly comment?: string;
  readonly emptyLayer: boolean;
}

type Fields = {readonly [key: string]: unknown};
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ImageProblem('bad-manifest', `${what} is no JSON`, {cause: error});
  }
}

/** Whether it lists manifests of several platforms instead of being one. Shape decides where the media type is absent. */
export function isIndex(mediaType: string, value: unknown): boolean {
  if (mediaType === MEDIA_TYPES.ociIndex || mediaType === MEDIA_TYPES.dockerList) return true;
  return Array.isArray(fields(value)['manifests']) && fields(value)['layers'] === undefined;
}

export function indexEntries(value: unknown): IndexDescriptor[] {
  const manifests = fields(value)['manifests'];
  if (!Array.isArray(manifests)) throw new ImageProblem('bad-manifest', 'the index lists no manifests');
  return manifests.map((item: unknown) => {
    const entry = fields(item);
    const platform = fields(entry['platform']);
    const annotations = strings(entry['annotations']);
    const os = text(platform['os']);
    const architecture = text(platform['architecture']);
    const variant = text(platform['variant']);
    const mediaType = text(entry['mediaType']);
    const attestation =
      annotations['vnd.docker.reference.type'] !== undefined || (os === 'unknown' && architecture === 'unknown');
    return {
      digest: digestOf(entry['digest'], 'an entry of the index'),
      ...(mediaType !== undefined && {mediaType}),
      ...(typeof entry['size'] === 'number' && {size: entry['size']}),
      ...(os !== undefined && {os}),
      ...(architecture !== undefined && {architecture}),
      ...(variant !== undefined && {variant}),
      ...(attestation && {attestation: true as const}),
      annotations,
    };
  });
}

export function parseManifest(mediaType: string, value: unknown): Manifest {
  const manifest = fields(value);
  if (manifest['schemaVersion'] === 1) {
    throw new ImageProblem('bad-manifest', 'a Docker schema 1 manifest: too old to be compared, push the image again');
  }
  if (!Array.isArray(manifest['layers'])) throw new ImageProblem('bad-manifest', 'the manifest lists no layers');
  return {
    mediaType: text(manifest['mediaType']) ?? mediaType,
    config: descriptor(manifest['config'], 'the config'),
    layers: manifest['layers'].map((layer: unknown, i) => descriptor(layer, `layer ${i + 1}`)),
  };
}

export function diffIdsOf(value: unknown): string[] {
  const ids = fields(fields(value)['rootfs'])['diff_ids'];
  return Array.isArray(ids) ? ids.map((id) => digestOf(id, 'a diff id of the config')) : [];
}

export function parseConfig(value: unknown): ConfigFile {
  const file = fields(value);
  const config = fields(file['config']);
  const optional = {
    os: text(file['os']),
    architecture: text(file['architecture']),
    variant: text(file['variant']),
    created: text(file['created']),
    author: text(file['author']),
    entrypoint: list(config['Entrypoint']),
    cmd: list(config['Cmd']),
    workingDir: text(config['WorkingDir']),
    user: text(config['User']),
    stopSignal: text(config['StopSignal']),
    healthcheck: healthcheck(config['Healthcheck']),
    shell: list(config['Shell']),
  };
  return {
    ...present(optional),
    env: list(config['Env']) ?? [],
    exposedPorts: Object.keys(fields(config['ExposedPorts'])).sort(),
    volumes: Object.keys(fields(config['Volumes'])).sort(),
    labels: strings(config['Labels']),
    onBuild: list(config['OnBuild']) ?? [],
    diffIds: diffIdsOf(value),
    history: Array.isArray(file['history']) ? file['history'].map(historyLine) : [],
  };
}

function historyLine(value: unknown): HistoryLine {
  const line = fields(value);
  const createdBy = text(line['created_by']);
  const created = text(line['created']);
  const comment = text(line['comment']);
  return {
    ...(createdBy !== undefined && {createdBy}),
    ...(created !== undefined && {created}),
    ...(comment !== undefined && {comment}),
    emptyLayer: line['empty_layer'] === true,
  };
}

function healthcheck(value: unknown): string | undefined {
  const check = fields(value);
  const test = list(check['Test']);
  if (!test) return undefined;
  const seconds = (name: string): string =>
    typeof check[name] === 'number' && check[name] > 0
      ? ` ${name.toLowerCase()} ${(check[name] as number) / 1e9} s`
      : '';
  const retries = typeof check['Retries'] === 'number' && check['Retries'] > 0 ? ` retries ${check['Retries']}` : '';
  return `${inOneLine(test)}${seconds('Interval')}${seconds('Timeout')}${seconds('StartPeriod')}${retries}`;
}

/** Words of a program keep together what stands in one; a line for the shell is one already. */
function inOneLine([kind = '', ...words]: readonly string[]): string {
  const isExec = kind === 'CMD';
  return [kind, ...words.map((word) => (isExec && /\s/.test(word) ? JSON.stringify(word) : word))].join(' ');
}

function descriptor(value: unknown, what: string): Descriptor {
  const item = fields(value);
  const size = item['size'];
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw new ImageProblem('bad-manifest', `${what} has no valid size in the manifest`);
  }
  const mediaType = text(item['mediaType']);
  const urls = list(item['urls']);
  return {
    digest: digestOf(item['digest'], what),
    size,
    ...(mediaType !== undefined && {mediaType}),
    ...(urls && urls.length > 0 && {urls}),
  };
}

function digestOf(value: unknown, what: string): string {
  if (typeof value === 'string' && DIGEST.test(value)) return value;
  throw new ImageProblem('bad-manifest', `${what} has no valid digest`);
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function list(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
}

function strings(value: unknown): {[name: string]: string} {
  return Object.fromEntries(
    Object.entries(fields(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

/** Without the keys whose value is undefined. */
export function present<T extends object>(values: T): {[K in keyof T]?: Exclude<T[K], undefined>} {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
