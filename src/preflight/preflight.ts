import {serviceOf} from '../app/acquire.js';
import type {ChosenContract} from '../app/chosen-contract.js';
import {referencedSecrets} from '../app/overridden-bundle.js';
import {unfilledNames} from '../app/unfilled.js';
import type {Invocation} from '../base-command.js';
import {startCommandWords} from '../engine/start-command.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {Service, Variable} from '../evidence/model.js';
import {redactEvidence} from '../evidence/redact-evidence.js';
import type {Variables} from '../evidence/variables.js';
import {judgePreflight} from './judge.js';
import {type Look, lookBefore, lookIntoLayers} from './look.js';
import type {Preflight} from './model.js';

export interface PreflightOptions extends ChosenContract {
  readonly image: string;
  readonly withService: boolean;
  /** The whole map that would be supplied, and the file that it stands in. */
  readonly map?: {readonly path: string; readonly values: {readonly [name: string]: string}} | undefined;
  readonly set: {readonly [name: string]: string};
  readonly unset: readonly string[];
  readonly withFiles: boolean;
  readonly resolveSecrets: boolean;
  readonly failOn: 'error' | 'warning';
  /** AWS profile that commands to copy have to name. Undefined: the environment's own. */
  readonly profile: string | undefined;
}

/** Looks at an image and at what it would run under, and judges both before anything is deployed. */
export async function preflight(invocation: Invocation, options: PreflightOptions): Promise<Preflight> {
  const look = await lookBefore(invocation, options);
  try {
    return await judgeLook(look, invocation, options);
  } finally {
    look.close();
  }
}

async function judgeLook(look: Look, invocation: Invocation, options: PreflightOptions): Promise<Preflight> {
  const {bundle, variables} = look;
  const service = options.withService ? serviceOf(bundle) : undefined;
  const planned = plan(service?.configuration.variables ?? [], options, variables);
  const after: Service | undefined = service && {
    ...service,
    configuration: {
      ...service.configuration,
      variables: planned,
      secrets: service.configuration.secrets.filter(({name}) => !replaced(name, options)),
    },
  };
  const startCommand = service?.configuration.startCommand;
  const files = options.withFiles
    ? await lookIntoLayers(look, startCommand === undefined ? undefined : startCommandWords(startCommand), invocation)
    : bundle.evidence['image-files'];
  const judged = masked(
    {
      ...bundle,
      evidence: {
        ...bundle.evidence,
        'image-files': files,
        ...(after !== undefined && {
          service: {...bundle.evidence.service, status: 'collected', value: after},
          secrets: referencedSecrets(bundle.evidence.secrets, after),
        }),
      },
    },
    variables,
  );
  return judgePreflight({
    image: options.image,
    bundle: judged,
    contract: options.contract,
    configuration: describe(service, options),
    variables: planned,
    unfilled: unfilledNames({...options.map?.values, ...options.set}).filter((name) => !options.unset.includes(name)),
    before: service?.configuration.variables.map(({name}) => name) ?? [],
    meantToGo: options.unset,
    replacesMap: options.map !== undefined,
    withFiles: options.withFiles,
    isLocal: look.isLocal,
    failOn: options.failOn,
    graded: invocation.settings.rules?.value,
    profile: options.profile,
  });
}

/** The variables that a container would be given. What is unset here may still come from the image. */
function plan(now: readonly Variable[], {map, set, unset}: PreflightOptions, {describe}: Variables): Variable[] {
  const base =
    map === undefined ? now : Object.entries(map.values).map(([name, value]) => describe(name, value, 'plain'));
  const changed = Object.entries(set).map(([name, value]) => describe(name, value, 'plain'));
  const gone = new Set([...unset, ...Object.keys(set)]);
  return [...base.filter(({name}) => !gone.has(name)), ...changed];
}

/** A name is either plain or a secret: App Runner refuses it twice. */
function replaced(name: string, {map, set, unset}: PreflightOptions): boolean {
  return unset.includes(name) || Object.hasOwn(set, name) || (map !== undefined && Object.hasOwn(map.values, name));
}

/** Values that were given here must not come out either, wherever they also stand. */
function masked(bundle: Bundle, variables: Variables): Bundle {
  const {evidence} = redactEvidence(bundle.evidence, {values: variables.values(), keep: keepVisible(bundle)});
  return {...bundle, evidence};
}

function keepVisible({evidence}: Bundle): string[] {
  const service = evidence.service.status === 'collected' ? evidence.service.value : undefined;
  const image = evidence['image-attempted'].status === 'collected' ? evidence['image-attempted'].value : undefined;
  return [
    service?.name,
    service?.region,
    service?.account,
    service?.healthCheck?.path,
    service?.configuration.port,
    image?.reference,
    image?.repository,
    image?.tag,
  ].filter((word): word is string => word !== undefined);
}

function describe(service: Service | undefined, {map, set, unset}: PreflightOptions): string {
  const base =
    map === undefined
      ? service === undefined
        ? 'the image’s own ENV'
        : `the variables of ${service.name}`
      : `the variables of ${map.path}${service === undefined ? '' : `, as the whole map of ${service.name}`}`;
  const changes = [...Object.keys(set).map((name) => `${name} set`), ...unset.map((name) => `${name} unset`)];
  return changes.length === 0 ? base : `${base}, with ${changes.join(', ')}`;
}
