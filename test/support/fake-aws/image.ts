import {createHash} from 'node:crypto';
import type {FakeImage, FakeImageSpec, FakeRepository, FakeStep} from './dataset.js';
import {gzipStored} from './gzip.js';
import {tar} from './tar.js';

/** A repository with manifests and blobs made from its concise description. */
export interface BuiltRepository {
  readonly name: string;
  readonly images: readonly BuiltImage[];
  /** Manifest or index text by digest. */
  readonly manifests: ReadonlyMap<string, BuiltManifest>;
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** Digests that the repository knows, but whose bytes no fixture holds: layers of a given size only. */
  readonly sizeOnly: ReadonlySet<string>;
}

export interface BuiltManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly text: string;
  /** Packed bytes of config and layers; of an index the largest of its manifests. */
  readonly bytes: number;
}

export interface BuiltImage {
  readonly tags: readonly string[];
  readonly pushedAt: string;
  readonly lastPulledAt?: string;
  readonly manifest: BuiltManifest;
}

const TYPES = {
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
} as const;

interface Store {
  readonly manifests: Map<string, BuiltManifest>;
  readonly blobs: Map<string, Buffer>;
  readonly sizeOnly: Set<string>;
}

export function sha256(data: string | Buffer): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

export function buildRepository(name: string, repository: FakeRepository): BuiltRepository {
  const store: Store = {manifests: new Map(), blobs: new Map(), sizeOnly: new Set()};
  const images = repository.images.map((image) => ({
    tags: image.tags,
    pushedAt: image.pushedAt,
    ...(image.lastPulledAt !== undefined && {lastPulledAt: image.lastPulledAt}),
    manifest: buildImage(image, store),
  }));
  return {name, images, ...store};
}

function buildImage(image: FakeImage, store: Store): BuiltManifest {
  const types = TYPES[image.flavour ?? 'docker'];
  const specs = image.platforms ?? [image];
  const manifests = specs.map((spec) => ({spec, manifest: buildManifest(spec, image, store)}));
  const [only] = manifests;
  if (image.platforms === undefined && image.attestation !== true && only !== undefined) return only.manifest;
  const entries = manifests.map(({spec, manifest}) => ({
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.text.length,
    platform: {
      architecture: spec.architecture ?? 'amd64',
      os: spec.os ?? 'linux',
      ...(spec.variant !== undefined && {variant: spec.variant}),
    },
  }));
  const attestations =
    image.attestation === true ? manifests.map(({manifest}) => attestationEntry(manifest, store)) : [];
  const text = JSON.stringify({schemaVersion: 2, mediaType: types.index, manifests: [...entries, ...attestations]});
  return remember(store, types.index, text, Math.max(0, ...manifests.map(({manifest}) => manifest.bytes)));
}

function attestationEntry(subject: BuiltManifest, store: Store): object {
  const statement = JSON.stringify({_type: 'https://in-toto.io/Statement/v0.1', subject: [{digest: subject.digest}]});
  const config = blob(store, Buffer.from('{"architecture":"unknown","os":"unknown","config":{}}'));
  const layer = blob(store, Buffer.from(statement));
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: TYPES.oci.manifest,
    config: {mediaType: TYPES.oci.config, ...config},
    layers: [{mediaType: 'application/vnd.in-toto+json', ...layer}],
  });
  const manifest = remember(store, TYPES.oci.manifest, text, config.size + layer.size);
  return {
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: text.length,
    annotations: {
      'vnd.docker.reference.digest': subject.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: {architecture: 'unknown', os: 'unknown'},
  };
}

function buildManifest(spec: FakeImageSpec, image: FakeImage, store: Store): BuiltManifest {
  const types = TYPES[image.flavour ?? 'docker'];
  const created = spec.created ?? image.created ?? image.pushedAt;
  const layers = (spec.history ?? []).map((step) => buildLayer(step, store)).filter((layer) => layer !== undefined);
  const config = blob(
    store,
    Buffer.from(
      JSON.stringify({
        architecture: spec.architecture ?? 'amd64',
        ...(spec.variant !== undefined && {variant: spec.variant}),
        os: spec.os ?? 'linux',
        created,
        config: containerConfig(spec),
        rootfs: {type: 'layers', diff_ids: layers.map((layer) => layer.diffId)},
        history: (spec.history ?? []).map((step) => ({
          created: step.created ?? created,
          created_by: step.createdBy,
          ...(step.files === undefined && step.packedBytes === undefined && {empty_layer: true}),
        })),
      }),
    ),
  );
  const descriptors = layers.map(({digest, size}) => ({mediaType: types.layer, size, digest}));
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: {mediaType: types.config, ...config},
    layers: descriptors,
  });
  return remember(
    store,
    types.manifest,
    text,
    descriptors.reduce((total, layer) => total + layer.size, config.size),
  );
}

function containerConfig(spec: FakeImageSpec): object {
  return {
    ...(spec.user !== undefined && {User: spec.user}),
    ...(spec.exposedPorts && {ExposedPorts: Object.fromEntries(spec.exposedPorts.map((port) => [port, {}]))}),
    ...(spec.env && {Env: spec.env}),
    ...(spec.entrypoint && {Entrypoint: spec.entrypoint}),
    ...(spec.cmd && {Cmd: spec.cmd}),
    ...(spec.workingDir !== undefined && {WorkingDir: spec.workingDir}),
    ...(spec.labels && {Labels: spec.labels}),
    ...(spec.stopSignal !== undefined && {StopSignal: spec.stopSignal}),
    ...(spec.healthcheck && {Healthcheck: spec.healthcheck}),
  };
}

function buildLayer(step: FakeStep, store: Store): {digest: string; size: number; diffId: string} | undefined {
  if (step.files !== undefined) {
    const archive = tar(step.files);
    return {...blob(store, gzipStored(archive)), diffId: sha256(archive)};
  }
  if (step.packedBytes === undefined) return undefined;
  const seed = `${step.createdBy} ${step.packedBytes}`;
  const digest = sha256(`packed ${seed}`);
  store.sizeOnly.add(digest);
  return {digest, size: step.packedBytes, diffId: sha256(`unpacked ${seed}`)};
}

function blob(store: Store, data: Buffer): {digest: string; size: number} {
  const digest = sha256(data);
  store.blobs.set(digest, data);
  return {digest, size: data.length};
}

function remember(store: Store, mediaType: string, text: string, bytes: number): BuiltManifest {
  const manifest = {digest: sha256(text), mediaType, text, bytes};
  store.manifests.set(manifest.digest, manifest);
  return manifest;
}
