import {createHash} from 'node:crypto';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {type Item, writeTar} from './tar-writer.js';

export interface TestLayer {
  readonly createdBy?: string;
  readonly items?: readonly Item[];
  /** The unpacked archive itself, in place of items. */
  readonly tar?: Buffer;
  /** The blob as stored, whatever the archive is. */
  readonly blob?: Buffer;
  readonly compression?: 'gzip' | 'none';
  readonly mediaType?: string;
  readonly digest?: string;
  readonly size?: number;
  readonly diffId?: string;
  readonly urls?: readonly string[];
}

export interface TestImage {
  readonly layers: readonly TestLayer[];
  readonly config?: {readonly [key: string]: unknown};
  readonly architecture?: string;
  readonly os?: string;
  readonly created?: string;
  /** History lines that make no layer, after the layers. */
  readonly emptyLines?: readonly string[];
  readonly flavour?: 'oci' | 'docker';
  /** Other platforms: the image becomes an index. */
  readonly platforms?: readonly {readonly os: string; readonly architecture: string; readonly image: TestImage}[];
  readonly attestation?: boolean;
}

export interface BuiltImage {
  readonly digest: string;
  readonly mediaType: string;
  readonly text: string;
  readonly size: number;
  readonly blobs: ReadonlyMap<string, Buffer>;
}

export function sha256(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function buildImage(image: TestImage): BuiltImage {
  const blobs = new Map<string, Buffer>();
  const put = (bytes: Buffer | string): {digest: string; size: number} => {
    const buffer = Buffer.from(bytes);
    const digest = sha256(buffer);
    blobs.set(digest, buffer);
    return {digest, size: buffer.length};
  };
  if (image.platforms) {
    const manifests = image.platforms.map(({os, architecture, image: inner}) => {
      const built = buildImage({...inner, os, architecture});
      for (const [digest, bytes] of built.blobs) blobs.set(digest, bytes);
      put(built.text);
      return {mediaType: built.mediaType, digest: built.digest, size: built.size, platform: {os, architecture}};
    });
    const attestation = image.attestation
      ? [
          {
            mediaType: 'application/vnd.oci.image.manifest.v1+json',
            ...put('{"schemaVersion":2}'),
            platform: {os: 'unknown', architecture: 'unknown'},
            annotations: {'vnd.docker.reference.type': 'attestation-manifest'},
          },
        ]
      : [];
    const text = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [...manifests, ...attestation],
    });
    return {...put(text), mediaType: 'application/vnd.oci.image.index.v1+json', text, blobs};
  }
  const layers = image.layers.map((layer) => {
    const tar = layer.tar ?? writeTar(layer.items ?? []);
    const blob = layer.blob ?? (layer.compression === 'none' ? tar : gzipSync(tar));
    const stored = put(blob);
    const descriptor = {
      mediaType:
        layer.mediaType ?? `application/vnd.oci.image.layer.v1.tar${layer.compression === 'none' ? '' : '+gzip'}`,
      digest: layer.digest ?? stored.digest,
      size: layer.size ?? stored.size,
      ...(layer.urls && {urls: layer.urls}),
    };
    if (layer.digest !== undefined) blobs.set(layer.digest, blob);
    return {descriptor, diffId: layer.diffId ?? sha256(tar)};
  });
  const config = put(
    JSON.stringify({
      architecture: image.architecture ?? 'amd64',
      os: image.os ?? 'linux',
      created: image.created ?? '2026-01-20T10:00:00Z',
      config: image.config ?? {},
      rootfs: {type: 'layers', diff_ids: layers.map(({diffId}) => diffId)},
      history: [
        ...image.layers.map((layer) => ({created_by: layer.createdBy ?? 'RUN build', created: '2026-01-20T10:00:00Z'})),
        ...(image.emptyLines ?? []).map((line) => ({created_by: line, empty_layer: true})),
      ],
    }),
  );
  const docker = image.flavour === 'docker';
  const mediaType = docker
    ? 'application/vnd.docker.distribution.manifest.v2+json'
    : 'application/vnd.oci.image.manifest.v1+json';
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: docker ? 'application/vnd.docker.container.image.v1+json' : 'application/vnd.oci.image.config.v1+json',
      ...config,
    },
    layers: layers.map(({descriptor}) => descriptor),
    unknownField: {kept: true},
  });
  return {...put(text), mediaType, text, blobs};
}

/** Writes images as one OCI layout, by tag. */
export async function writeOciLayout(
  directory: string,
  images: {readonly [tag: string]: TestImage | BuiltImage},
): Promise<void> {
  await mkdir(join(directory, 'blobs/sha256'), {recursive: true});
  const manifests = [];
  for (const [tag, image] of Object.entries(images)) {
    const built = 'blobs' in image ? image : buildImage(image);
    for (const [digest, bytes] of built.blobs) {
      await writeFile(join(directory, 'blobs/sha256', digest.slice(7)), bytes);
    }
    manifests.push({
      mediaType: built.mediaType,
      digest: built.digest,
      size: built.size,
      annotations: {'org.opencontainers.image.ref.name': tag},
    });
  }
  await writeFile(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(directory, 'index.json'), JSON.stringify({schemaVersion: 2, manifests}));
}
