import {given} from '../evidence/collectors/service.js';
import type {Image, ImageConfig, Variable} from '../evidence/model.js';
import {maskUnheld} from '../image/build-instructions.js';
import type {LoadedImage} from '../image/image.js';
import type {ConfigFile} from '../image/manifest.js';
import {hideSecretWords} from '../image/secret-arguments.js';

/** In the place of what a flag of the command names as a secret. */
const MASKED = '[masked secret]';

type Describe = (name: string, value: string, source: Variable['source']) => Variable;

/** An image that was loaded from wherever it lies, as evidence. Values of its ENV are described, never kept. */
export function imageOf(loaded: LoadedImage, describe: Describe): Image {
  const {resolved, index, manifest, manifestDigest, config, layers, problems} = loaded;
  const gaps = [...resolved.gaps, ...problems.map(({what, problem}) => ({what, why: problem.message}))];
  return {
    reference: resolved.reference,
    repository: resolved.repository ?? resolved.source.where,
    ...given('registryAccount', resolved.registryId),
    ...given('region', resolved.region),
    ...given('tag', resolved.tag),
    ...given('digest', resolved.digest),
    ...given('pushedAt', resolved.pushedAt),
    ...given('registryBytes', resolved.registryBytes),
    mediaType: resolved.manifest.mediaType,
    ...given(
      'index',
      index?.map(({digest, os, architecture, variant, attestation}) => ({
        digest,
        ...given('os', os),
        ...given('architecture', architecture),
        ...given('variant', variant),
        ...given('attestation', attestation),
      })),
    ),
    ...(manifest !== undefined && {
      manifest: {
        digest: manifestDigest ?? resolved.manifest.digest,
        mediaType: manifest.mediaType,
        layers: layers.map(({descriptor, diffId}) => ({
          digest: descriptor.digest,
          packedBytes: descriptor.size,
          ...given('mediaType', descriptor.mediaType),
          ...given('diffId', diffId),
        })),
      },
    }),
    ...given('config', config === undefined ? undefined : configOf(config, describe)),
    ...(gaps.length > 0 && {gaps}),
  };
}

function configOf(config: ConfigFile, describe: Describe): ImageConfig {
  const {os, architecture, variant, created, entrypoint, cmd, workingDir, user, stopSignal, labels} = config;
  return {
    ...given('os', os),
    ...given('architecture', architecture),
    ...given('variant', variant),
    ...given('created', created),
    ...given('entrypoint', entrypoint && hideSecretWords(entrypoint, MASKED)),
    ...given('cmd', cmd && hideSecretWords(cmd, MASKED)),
    ...given('workingDir', workingDir),
    ...given('user', user),
    ...given('stopSignal', stopSignal),
    exposedPorts: config.exposedPorts,
    labels,
    variables: config.env.map((pair) => {
      const at = pair.indexOf('=');
      return describe(at < 0 ? pair : pair.slice(0, at), at < 0 ? '' : pair.slice(at + 1), 'image');
    }),
    ...given('hasHealthcheck', config.healthcheck === undefined ? undefined : true),
    history: config.history.map(({createdBy, created: at, emptyLayer}) => ({
      ...given('createdBy', createdBy === undefined ? undefined : maskUnheld(createdBy, config.env)),
      ...given('created', at),
      ...(emptyLayer && {emptyLayer: true as const}),
    })),
  };
}
