import {type Overrides, withUnknownRest} from '../contract/lookup.js';
import type {Contract} from '../contract/model.js';
import {type Lookup, lookupConfiguration, predict, speaksFor} from '../contract/predict.js';
import type {Prediction} from '../contract/prediction.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {EvidenceSet, Image, Service, Variable} from '../evidence/model.js';
import {known} from './phases.js';

/** What the start-up contract says of a service that is not being diagnosed, only looked at. */
export interface StartupCheck {
  readonly contract: {
    readonly name: string;
    readonly appliesBecause: string | null;
    /** Whether anything that was read says which program runs. */
    readonly programKnown: boolean;
  };
  /** Null where nothing says that the contract speaks for what runs here. */
  readonly prediction: Prediction | null;
  /** The same as far as it holds whatever the image sets: where its configuration was not read, unset means unknown. */
  readonly certain: Prediction | null;
  /** What the contract would say if its program ran here: where nothing that was read says which one does. */
  readonly supposition: Prediction | null;
  /** What the image itself sets; undefined where its configuration was not read. */
  readonly imageVariables: readonly Variable[] | undefined;
}

/**
 * Applies a contract to the configuration in a bundle.
 *
 * Silent without a reason to speak: where another program runs, and where nothing read says which one does (no start
 * command, and no image with a command). Whoever knows better names the contract.
 *
 * @param image the one that runs under this configuration, as far as it was read
 */
export function checkStartup(
  bundle: Bundle,
  service: Service,
  contract: Contract,
  image: Image | undefined,
  overrides: Overrides = {},
): StartupCheck {
  const imageVariables = image?.config === undefined ? undefined : (image.config.variables ?? []);
  const appliesBecause = reasonToApply(bundle, service, contract, image);
  const programKnown = isKnownProgram(service, image);
  const lookup: Lookup = lookupConfiguration(service.configuration, overrides, imageVariables);
  const prediction = appliesBecause === undefined ? null : predict(contract, lookup);
  const isUnread = imageVariables === undefined && service.source.kind !== 'code';
  return {
    contract: {name: contract.name, appliesBecause: appliesBecause ?? null, programKnown},
    prediction,
    certain: prediction !== null && isUnread ? predict(contract, withUnknownRest(lookup, overrides.unset)) : prediction,
    supposition: appliesBecause === undefined && !programKnown ? predict(contract, lookup) : null,
    imageVariables,
  };
}

/** Why the contract is silent, as a clause; null where it speaks. */
export function whyNotApplied({appliesBecause, programKnown}: StartupCheck['contract']): string | null {
  if (appliesBecause !== null) return null;
  return programKnown
    ? 'no start-up contract speaks for the program that runs here'
    : 'nothing that was read says which program runs (there is no StartCommand, and no command of an image was read)';
}

/** How to have a contract applied that says nothing by itself. */
export function howToName({name}: Pick<StartupCheck['contract'], 'name'>): string {
  return `Name the right one with --contract FILE, or force this one with --contract ${name}.`;
}

/** Whether what the image itself sets was read; a service built from source has no image of its own. */
export function imageVariablesOf({imageVariables}: StartupCheck, {source}: Service): 'listed' | 'unknown' {
  return imageVariables === undefined && source.kind !== 'code' ? 'unknown' : 'listed';
}

export const IMAGE_UNREAD =
  'What the image itself sets (ENV) is unknown: the image of this configuration was not read.';

/**
 * The image that the service's configuration names. After a rolled-back update that is not the attempted one; undefined
 * where the bundle holds only another one, or the service is built from source.
 */
export function configuredImage(evidence: EvidenceSet, {source}: Service): Image | undefined {
  if (source.kind !== 'image') return undefined;
  return [known(evidence['image-running']), known(evidence['image-attempted'])].find(
    (image) => image?.reference === source.image,
  );
}

/** Why the contract speaks for a service that runs this image, as a clause; undefined where nothing says so. */
export function reasonToApply(
  {evidence, contract: {chosenBy}}: Pick<Bundle, 'evidence' | 'contract'>,
  service: Service,
  contract: Contract,
  image: Image | undefined,
): string | undefined {
  const {startCommand} = service.configuration;
  const config = image?.config;
  return speaksFor(contract, {
    ...(startCommand !== undefined && {startCommand}),
    ...(config?.entrypoint && {entrypoint: config.entrypoint}),
    ...(config?.cmd && {cmd: config.cmd}),
    ...(config?.labels && {labels: config.labels}),
    files: image === undefined ? [] : filesOf(evidence, image),
    configured: chosenBy === 'configuration',
  });
}

/** Files that the attempted image is known to carry, from a comparison of files. */
function filesOf(evidence: EvidenceSet, image: Image): string[] {
  if (image !== known(evidence['image-attempted'])) return [];
  const compared = known(evidence['image-files'])?.files ?? [];
  return compared.filter(({change}) => change !== 'removed' && change !== 'missing-in-both').map(({path}) => path);
}

function isKnownProgram(service: Service, image: Image | undefined): boolean {
  const {startCommand} = service.configuration;
  const command = [...(image?.config?.entrypoint ?? []), ...(image?.config?.cmd ?? [])];
  return (startCommand !== undefined && startCommand.trim() !== '') || command.length > 0;
}
