import type {Overrides} from '../contract/lookup.js';
import type {Contract} from '../contract/model.js';
import {type Lookup, lookupConfiguration, predict, speaksFor} from '../contract/predict.js';
import type {Prediction} from '../contract/prediction.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {Image, Service, Variable} from '../evidence/model.js';
import {known} from './phases.js';

/** What the start-up contract says of a service that is not being diagnosed, only looked at. */
export interface StartupCheck {
  readonly contract: {readonly name: string; readonly appliesBecause: string | null; readonly assumed: boolean};
  /** Null when another program than the contract's runs here. */
  readonly prediction: Prediction | null;
  readonly imageVariables: readonly Variable[];
}

/**
 * Applies a contract to the configuration in a bundle.
 *
 * Unlike a diagnosis, which stays silent without a reason to speak, this was asked for: where nothing says which
 * program runs (no start command, and the image was not read) the contract is taken on trust, and says so. Where
 * another program runs it does stay silent.
 */
export function checkStartup(
  bundle: Bundle,
  service: Service,
  contract: Contract,
  overrides: Overrides = {},
): StartupCheck {
  const image = known(bundle.evidence['image-attempted']) ?? known(bundle.evidence['image-running']);
  const imageVariables = image?.config?.variables ?? [];
  const appliesBecause = reasonToApply(bundle, service, contract, image);
  const assumed = appliesBecause === undefined && !isKnownProgram(service, image);
  const lookup: Lookup = lookupConfiguration(service.configuration, overrides, imageVariables);
  return {
    contract: {name: contract.name, appliesBecause: appliesBecause ?? null, assumed},
    prediction: appliesBecause !== undefined || assumed ? predict(contract, lookup) : null,
    imageVariables,
  };
}

function reasonToApply(
  bundle: Bundle,
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
    configured: bundle.contract.chosenBy === 'configuration',
  });
}

function isKnownProgram(service: Service, image: Image | undefined): boolean {
  const {startCommand} = service.configuration;
  const command = [...(image?.config?.entrypoint ?? []), ...(image?.config?.cmd ?? [])];
  return (startCommand !== undefined && startCommand.trim() !== '') || command.length > 0;
}
