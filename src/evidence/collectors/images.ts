import type {Aws} from '../../aws/clients.js';
import {
  describeImages,
  type EcrImageDetail,
  type EcrImageId,
  type EcrManifest,
  type EcrRepository,
  fetchBlob,
  fetchManifests,
} from '../../aws/ecr.js';
import {maskUnheld} from '../../image/build-instructions.js';
import {hideSecretWords} from '../../image/secret-arguments.js';
import {type Found, failureOf, isNotFound, partialGap} from '../attempt.js';
import type {ImageAddress} from '../image-address.js';
import type {Image, ImageConfig, IndexEntry, LayerSummary, Variable} from '../model.js';
import {given} from './service.js';

export type DescribeVariable = (name: string, value: string, source: Variable['source']) => Variable;

/** Milliseconds for each step: one that hangs is a gap in the image, not the loss of the whole. */
const STEP_MS = 8_000;

type Settled<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly error: unknown};

/**
 * Reads several images with as few round trips as there can be: manifests and details of one repository in one call
 * each, then the configuration blobs of all.
 *
 * @returns one answer for each address, in their order; an error is a rejected promise of its own
 */
export async function collectImages(
  aws: Aws,
  addresses: readonly ImageAddress[],
  describeVariable: DescribeVariable,
  signal: AbortSignal,
): Promise<Promise<Found<Image>>[]> {
  const groups = groupByRepository(addresses);
  const answers = new Map<ImageAddress, Promise<Found<Image>>>();
  await Promise.all(
    groups.map(async (group) => {
      const ids = unique(group.map((a) => a.id));
      const repository = group[0]?.repository;
      if (repository === undefined) return;
      const listed = describeImages(aws, repository, ids, {signal, timeoutMs: STEP_MS});
      const [manifests, details] = await Promise.all([
        settle(fetchManifests(aws, repository, ids, {signal, timeoutMs: STEP_MS, details: listed})),
        settle(listed),
      ]);
      const children = await readChildren(aws, repository, manifests, signal);
      for (const address of group) {
        const answer = assemble(aws, address, manifests, details, children, describeVariable, signal);
        // Awaited by the caller, later: an early rejection must not count as unhandled.
        answer.catch(() => undefined);
        answers.set(address, answer);
      }
    }),
  );
  return addresses.map((a) => answers.get(a) ?? Promise.reject(new Error('the image was not asked for')));
}

async function assemble(
  aws: Aws,
  address: ImageAddress,
  manifests: Settled<readonly EcrManifest[]>,
  details: Settled<readonly EcrImageDetail[]>,
  children: ReadonlyMap<string, EcrManifest | {readonly error: unknown}>,
  describeVariable: DescribeVariable,
  signal: AbortSignal,
): Promise<Found<Image>> {
  const {id, repository} = address;
  const manifest = manifests.ok ? manifests.value.find((m) => sameId(m.id, id)) : undefined;
  const detail = details.ok
    ? details.value.find((d) => (id.tag === undefined ? d.digest === id.digest : d.tags.includes(id.tag)))
    : undefined;

  if (manifest?.found === false && /NotFound/.test(manifest.code) && detail === undefined) {
    return {absent: missingImage(address), source: 'ecr:BatchGetImage'};
  }
  for (const answer of [manifests, details]) {
    if (!answer.ok && isNotFound(answer.error)) {
      const missing = failureOf(answer.error)?.code === 'RepositoryNotFoundException';
      return {absent: missing ? missingRepository(address) : missingImage(address)};
    }
  }
  if (!manifests.ok && detail === undefined) {
    if (details.ok) return {absent: missingImage(address), source: 'ecr:DescribeImages'};
    throw manifests.error;
  }

  const gaps: {what: string; why: string; fix?: string}[] = [];
  if (!manifests.ok) gaps.push(partialGap('manifest and configuration', manifests.error));
  if (manifest?.found === false) gaps.push({what: 'manifest', why: `${manifest.code}: ${manifest.reason}`});
  if (!details.ok) gaps.push(partialGap('push time and size', details.error));

  const top = manifest?.found === true ? manifest : undefined;
  const index = top === undefined ? undefined : readIndex(top.text);
  const wanted = index?.find(isLinuxAmd64);
  const child = wanted === undefined ? undefined : children.get(wanted.digest);
  let single: {digest: string; mediaType: string; text: string} | undefined;
  if (index === undefined) single = top;
  else if (child !== undefined && 'error' in child) gaps.push(partialGap('manifest for linux/amd64', child.error));
  else if (child?.found === false) {
    gaps.push({what: 'manifest for linux/amd64', why: `the index names it, ECR does not have it (${child.code})`});
  } else single = child;

  const parsed = single === undefined ? undefined : readManifest(single.text);
  if (single !== undefined && parsed === undefined) {
    gaps.push({what: 'manifest', why: 'it is not the JSON of an image manifest'});
  }
  let config: {config: ImageConfig; diffIds: readonly string[]} | undefined;
  if (parsed?.configDigest !== undefined) {
    try {
      const blob = await fetchBlob(aws, repository, parsed.configDigest, {signal, timeoutMs: STEP_MS});
      config = readConfig(blob.toString('utf8'), describeVariable);
    } catch (error) {
      gaps.push(partialGap('configuration (architecture, command, port)', error));
    }
  }
  const layers = parsed?.layers.map((layer, i): LayerSummary => {
    const diffId = config?.diffIds[i];
    return {...layer, ...(diffId !== undefined && {diffId})};
  });
  const digest = top?.digest ?? detail?.digest ?? id.digest;
  const mediaType = top?.mediaType ?? detail?.mediaType;
  return {
    value: {
      reference: address.reference,
      ...given('registryAccount', repository.registryId),
      ...given('region', repository.region),
      repository: repository.repository,
      ...given('tag', id.tag),
      ...given('digest', digest),
      ...given('pushedAt', detail?.pushedAt),
      ...given('registryBytes', detail?.packedBytes),
      ...given('mediaType', mediaType),
      ...given('index', index),
      ...(single !== undefined &&
        layers !== undefined && {manifest: {digest: single.digest, mediaType: single.mediaType, layers}}),
      ...given('config', config?.config),
      ...(gaps.length > 0 && {gaps}),
    },
  };
}

/** The linux/amd64 manifests of the indexes among the answers, in one call. */
async function readChildren(
  aws: Aws,
  repository: EcrRepository,
  manifests: Settled<readonly EcrManifest[]>,
  signal: AbortSignal,
): Promise<Map<string, EcrManifest | {readonly error: unknown}>> {
  const children = new Map<string, EcrManifest | {readonly error: unknown}>();
  if (!manifests.ok) return children;
  const digests = new Set(
    manifests.value.flatMap((m) => {
      const entry = m.found ? readIndex(m.text)?.find(isLinuxAmd64) : undefined;
      return entry === undefined ? [] : [entry.digest];
    }),
  );
  if (digests.size === 0) return children;
  const ids = [...digests].map((digest) => ({digest}));
  const answer = await settle(fetchManifests(aws, repository, ids, {signal, timeoutMs: STEP_MS}));
  for (const [i, {digest}] of ids.entries()) {
    const manifest = answer.ok ? answer.value[i] : {error: answer.error};
    if (manifest !== undefined) children.set(digest, manifest);
  }
  return children;
}

function isLinuxAmd64(entry: IndexEntry): boolean {
  return entry.attestation !== true && entry.os === 'linux' && entry.architecture === 'amd64';
}

/** Entries of an index or manifest list; undefined when the text is a single manifest (or no JSON at all). */
export function readIndex(text: string): readonly IndexEntry[] | undefined {
  const json = parseObject(text);
  const manifests = json?.['manifests'];
  if (!Array.isArray(manifests)) return undefined;
  return manifests.flatMap((m: unknown): IndexEntry[] => {
    const entry = object(m);
    const digest = string(entry?.['digest']);
    if (entry === undefined || digest === undefined) return [];
    const platform = object(entry['platform']);
    const os = string(platform?.['os']);
    const architecture = string(platform?.['architecture']);
    const annotated = object(entry['annotations'])?.['vnd.docker.reference.type'] === 'attestation-manifest';
    const attestation = annotated || (os === 'unknown' && architecture === 'unknown');
    return [
      {
        digest,
        ...given('os', os),
        ...given('architecture', architecture),
        ...given('variant', string(platform?.['variant'])),
        ...(attestation && {attestation: true as const}),
      },
    ];
  });
}

function readManifest(text: string): {configDigest?: string; layers: readonly LayerSummary[]} | undefined {
  const json = parseObject(text);
  if (json === undefined || !Array.isArray(json['layers'])) return undefined;
  return {
    ...given('configDigest', string(object(json['config'])?.['digest'])),
    layers: json['layers'].flatMap((l: unknown): LayerSummary[] => {
      const layer = object(l);
      const digest = string(layer?.['digest']);
      if (layer === undefined || digest === undefined) return [];
      const size = layer['size'];
      return [
        {
          digest,
          ...given('mediaType', string(layer['mediaType'])),
          ...given('packedBytes', typeof size === 'number' ? size : undefined),
        },
      ];
    }),
  };
}

/** The configuration blob in our words. Variables are described, never kept. */
export function readConfig(
  text: string,
  describeVariable: DescribeVariable,
): {config: ImageConfig; diffIds: readonly string[]} {
  const json = parseObject(text);
  if (json === undefined) throw new Error('the configuration is not JSON');
  const c = object(json['config']) ?? {};
  const env = strings(c['Env']);
  const labels = object(c['Labels']);
  const exposed = object(c['ExposedPorts']);
  const history = json['history'];
  return {
    diffIds: strings(object(json['rootfs'])?.['diff_ids']) ?? [],
    config: {
      ...given('os', string(json['os'])),
      ...given('architecture', string(json['architecture'])),
      ...given('variant', string(json['variant'])),
      ...given('created', string(json['created'])),
      ...given('entrypoint', words(c['Entrypoint'])),
      ...given('cmd', words(c['Cmd'])),
      ...given('workingDir', string(c['WorkingDir'])),
      ...given('user', string(c['User'])),
      ...given('exposedPorts', exposed === undefined ? undefined : Object.keys(exposed)),
      ...given(
        'variables',
        env?.map((pair) => {
          const at = pair.indexOf('=');
          return describeVariable(at < 0 ? pair : pair.slice(0, at), at < 0 ? '' : pair.slice(at + 1), 'image');
        }),
      ),
      ...given(
        'labels',
        labels === undefined
          ? undefined
          : Object.fromEntries(Object.entries(labels).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : []))),
      ),
      ...given('stopSignal', string(c['StopSignal'])),
      ...given('hasHealthcheck', object(c['Healthcheck']) === undefined ? undefined : true),
      ...given(
        'history',
        Array.isArray(history)
          ? history.flatMap((h: unknown) => {
              const entry = object(h);
              if (entry === undefined) return [];
              return [
                {
                  ...given('createdBy', maskedLine(entry['created_by'], env ?? [])),
                  ...given('created', string(entry['created'])),
                  ...given('emptyLayer', entry['empty_layer'] === true ? true : undefined),
                },
              ];
            })
          : undefined,
      ),
    },
  };
}

function missingImage({id, repository}: ImageAddress): string {
  const what = id.tag === undefined ? `the digest ${id.digest}` : `the tag ${id.tag}`;
  return `${what} is not in the repository ${repository.repository}: never pushed, or deleted since`;
}

function missingRepository({repository}: ImageAddress): string {
  return `there is no repository ${repository.repository} in registry ${repository.registryId} (${repository.region})`;
}

function groupByRepository(addresses: readonly ImageAddress[]): ImageAddress[][] {
  const groups = new Map<string, ImageAddress[]>();
  for (const address of addresses) {
    const {registryId, region, repository} = address.repository;
    const key = `${registryId} ${region} ${repository}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [address]);
    else group.push(address);
  }
  return [...groups.values()];
}

function unique(ids: readonly EcrImageId[]): EcrImageId[] {
  return ids.filter((id, i) => ids.findIndex((other) => sameId(other, id)) === i);
}

function sameId(a: EcrImageId, b: EcrImageId): boolean {
  return a.tag === b.tag && a.digest === b.digest;
}

async function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  try {
    return {ok: true, value: await promise};
  } catch (error) {
    return {ok: false, error};
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function object(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function maskedLine(createdBy: unknown, variables: readonly string[]): string | undefined {
  const line = string(createdBy);
  return line === undefined ? undefined : maskUnheld(line, variables);
}

/** A command, of which a flag may name a secret: word by word the redactor would not know it. */
function words(value: unknown): string[] | undefined {
  const list = strings(value);
  return list && hideSecretWords(list, '[masked secret]');
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A list of strings; Docker's old form is a single one. Empty and absent differ. */
function strings(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : undefined;
}
