import {lookError} from '../../errors.js';
import type {Bundle} from '../../evidence/bundle-model.js';
import type {Evidence, Image} from '../../evidence/model.js';
import {choosePlatform, joinLayers, type LoadedImage, platformName} from '../image.js';
import {type ConfigFile, type Descriptor, type IndexDescriptor, type Platform, present} from '../manifest.js';
import {ImageProblem} from '../problem.js';
import {type ImageReference, nearestTags} from '../reference.js';
import type {ImageSource} from './source.js';

/** What an image of a bundle is called by: not a local file. */
export type SavedReference = Extract<ImageReference, {kind: 'ecr' | 'service'}>;

type Saved = Pick<Bundle, 'collectedAt' | 'evidence'>;

/** The platform of which evidence keeps manifest and config. */
const SAVED_PLATFORM = {os: 'linux', architecture: 'amd64'};

/**
 * An image as saved evidence knows it: manifest, config and push time, no layers.
 *
 * @throws DiagError (exit 3) when the bundle holds no such image
 */
export function savedImage(reference: SavedReference, bundle: Saved, platform: Platform = SAVED_PLATFORM): LoadedImage {
  const image = reference.kind === 'service' ? serviceImage(reference.which, bundle) : namedImage(reference, bundle);
  return load(reference.text, image, bundle, platform);
}

function serviceImage(which: 'running' | 'attempted', {evidence}: Saved): Image {
  const found = evidence[`image-${which}`];
  if (found.status === 'collected') return found.value;
  throw lookError(`find the ${which} image in the saved evidence: ${found.why}`, {
    code: 'IMAGE_NOT_FOUND',
    suggestions: ['leave --bundle out to look at AWS'],
  });
}

/** The one image of the bundle that is called so; the beginning of a tag is enough where it is unambiguous. */
function namedImage(reference: Extract<SavedReference, {kind: 'ecr'}>, {evidence}: Saved): Image {
  const looks = [evidence['image-running'], evidence['image-attempted']];
  const images = looks.flatMap((look) => (look.status === 'collected' ? [look.value] : []));
  const here = images.filter(
    (image) =>
      (reference.repository === undefined || image.repository === reference.repository) &&
      (reference.registryId === undefined || image.registryAccount === reference.registryId) &&
      (reference.region === undefined || image.region === reference.region),
  );
  const {digest, tag} = reference;
  const exact = here.filter((image) =>
    digest === undefined ? image.tag === tag : image.digest === digest || image.manifest?.digest === digest,
  );
  const begun = tag === undefined ? [] : here.filter((image) => image.tag?.startsWith(tag));
  const found = new Map((exact.length > 0 ? exact : begun).map((image) => [image.reference, image]));
  const [only] = found.values();
  if (only !== undefined && found.size === 1) return only;
  const names = [...new Set(images.map((image) => image.tag ?? image.digest ?? image.reference))];
  throw lookError(
    found.size > 1
      ? `find image ${reference.text} in the saved evidence: it fits ${[...found.keys()].join(' and ')}`
      : `find image ${reference.text} in the saved evidence: ${holds(looks, names)}`,
    {
      code: found.size > 1 ? 'IMAGE_AMBIGUOUS' : 'IMAGE_NOT_FOUND',
      suggestions: [
        ...(tag === undefined ? names : nearestTags(tag, names)).map((name) => `in the bundle: ${name}`),
        'leave --bundle out to look at AWS',
      ],
    },
  );
}

function holds(looks: readonly Evidence<Image>[], names: readonly string[]): string {
  const gaps = looks.flatMap((look) => (look.status === 'collected' ? [] : [`${look.id}: ${look.why}`]));
  const held = names.length === 0 ? 'it holds no image' : `it holds ${names.join(' and ')} only`;
  return [held, ...gaps].join('; ');
}

function load(reference: string, image: Image, bundle: Saved, platform: Platform): LoadedImage {
  const index = image.index?.map((entry): IndexDescriptor => ({...entry, annotations: {}}));
  const base = {resolved: resolvedFrom(reference, image, bundle), unsized: [], ...(index && {index})};
  const nothing = (problem: ImageProblem): LoadedImage => ({
    ...base,
    layers: [],
    problems: [{what: 'the image', problem}],
  });
  const wanted = platformName(platform);
  if (index && wanted !== platformName(SAVED_PLATFORM)) {
    return nothing(
      new ImageProblem('no-platform', `of an index, saved evidence holds linux/amd64 only, not ${wanted}`),
    );
  }
  if (index && !choosePlatform(index, SAVED_PLATFORM)) {
    const offered = index.filter((entry) => !entry.attestation).map(platformName);
    return nothing(
      new ImageProblem(
        'no-platform',
        `the index holds no image for ${wanted}; it offers ${offered.join(', ') || 'none at all'}`,
      ),
    );
  }
  const {manifest} = image;
  if (!manifest) return {...base, layers: [], problems: [notHeld('the manifest')]};
  const layers = manifest.layers.flatMap(({digest, packedBytes, mediaType}): Descriptor[] =>
    packedBytes === undefined ? [] : [{digest, size: packedBytes, ...present({mediaType})}],
  );
  if (layers.length < manifest.layers.length) {
    return nothing(new ImageProblem('bad-manifest', 'a layer has no valid size in the manifest'));
  }
  const config = image.config && configFrom(image.config, manifest.layers);
  const parts = {mediaType: manifest.mediaType, layers};
  return {
    ...base,
    manifest: parts,
    manifestDigest: manifest.digest,
    ...(config && {config}),
    layers: joinLayers(parts, config),
    problems: config ? [] : [notHeld('the config')],
  };
}

/** Without it nothing may look the same. Why it is not held stands among the image's own gaps. */
function notHeld(what: 'the manifest' | 'the config'): LoadedImage['problems'][number] {
  return {what, problem: new ImageProblem('unreachable', 'saved evidence does not hold it')};
}

function resolvedFrom(reference: string, image: Image, {collectedAt}: Saved): LoadedImage['resolved'] {
  const {repository, registryAccount, region, tag, digest, pushedAt, registryBytes} = image;
  const mediaType = image.mediaType ?? image.manifest?.mediaType ?? 'unknown';
  return {
    reference,
    source: layersAreElsewhere(`saved evidence of ${collectedAt}`),
    repository,
    tags: tag === undefined ? [] : [tag],
    // The text of a manifest is not saved, only what it says.
    manifest: {digest: digest ?? '', mediaType, text: ''},
    ...present({registryId: registryAccount, region, tag, digest, pushedAt, registryBytes}),
    gaps: [...(image.gaps ?? []), NOT_SAVED, ...(isMasked(image.config) ? [MASKED] : [])],
  };
}

/** What a comparison shows of an image and no bundle holds. */
const NOT_SAVED = {
  what: 'unpacked sizes, lists of files and packages, and HEALTHCHECK, VOLUME, SHELL, ONBUILD',
  why: 'saved evidence does not hold them; packed sizes are those of the layers alone',
  fix: 'leave --bundle out',
};

/** Two values behind one mask look alike. */
const MASKED = {
  what: 'masked parts of the config',
  why: 'saved evidence holds a mask in place of what may be secret, so that a difference there does not show',
  fix: 'leave --bundle out',
};

function isMasked(config: Image['config']): boolean {
  const {entrypoint, cmd, labels, user, workingDir} = config ?? {};
  return JSON.stringify([entrypoint, cmd, labels, user, workingDir]).includes('[masked ');
}

function layersAreElsewhere(where: string): ImageSource {
  return {
    kind: 'bundle',
    where,
    async manifests() {
      return new Map();
    },
    async read(blob) {
      throw new ImageProblem('not-found', `the blob ${blob.digest} is not in a bundle: evidence holds no layers`);
    },
  };
}

function configFrom(
  config: NonNullable<Image['config']>,
  layers: NonNullable<Image['manifest']>['layers'],
): ConfigFile {
  const {os, architecture, variant, created, entrypoint, cmd, workingDir, user, stopSignal} = config;
  return {
    ...present({os, architecture, variant, created, entrypoint, cmd, workingDir, user, stopSignal}),
    notKnown: ['Healthcheck', 'Volumes', 'Shell', 'OnBuild'],
    env: [],
    described: config.variables ?? [],
    exposedPorts: [...(config.exposedPorts ?? [])].sort(),
    volumes: [],
    labels: config.labels ?? {},
    onBuild: [],
    diffIds: layers.flatMap(({diffId}) => diffId ?? []),
    history: (config.history ?? []).map((line) => ({...line, emptyLayer: line.emptyLayer === true})),
  };
}
