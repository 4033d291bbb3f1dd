import type {Contract} from '../contract/model.js';
import {gapsOf} from '../engine/gaps.js';
import {known} from '../engine/phases.js';
import {shellWord} from '../engine/shell-word.js';
import {startCommandWords} from '../engine/start-command.js';
import {checkStartup, configuredImage} from '../engine/startup-check.js';
import {nameProfile} from '../engine/steps.js';
import type {Bundle} from '../evidence/bundle-model.js';
import type {Evidence, Image, Service} from '../evidence/model.js';
import {containerEnvFile} from '../views/env-file.js';
import type {ContainerRun, Reproduction} from '../views/reproduction.js';
import {serviceOf} from './acquire.js';
import {describeEnvironment} from './environment.js';

/** App Runner's own port where none is configured. */
const DEFAULT_PORT = '8080';

/** What says which images these are; of the images themselves each run says why they are not known. */
const SOURCES: ReadonlySet<string> = new Set(['operations', 'service-log', 'change-history']);

export interface ReproductionOptions {
  readonly engine: Reproduction['engine'];
  /** Path of the env file as the command shall name it. */
  readonly envFile: string;
  /** Plain values that the user asked for, by name. */
  readonly values: ReadonlyMap<string, string>;
  /** AWS profile that the commands have to name. Undefined: the environment's own. */
  readonly profile?: string | undefined;
}

/** How to start the attempted and the good image under the service's configuration on one's own machine. */
export function reproductionOf(bundle: Bundle, contract: Contract, options: ReproductionOptions): Reproduction {
  const service = serviceOf(bundle);
  const environment = describeEnvironment(bundle, contract);
  const {startCommand} = service.configuration;
  const port = service.configuration.port ?? DEFAULT_PORT;
  const attempted = bundle.evidence['image-attempted'];
  const good = bundle.evidence['image-running'];
  const isSame = sameImage(known(attempted), known(good));
  const runs = [
    runOf('attempted', attempted, service, port, options),
    ...(isSame ? [] : [runOf('good', good, service, port, options)]),
  ];
  const envFile = containerEnvFile(environment, port, options.values);
  return {
    schemaVersion: 1,
    service: service.name,
    region: service.region,
    account: service.account,
    engine: options.engine,
    configuration: environment.configuration,
    explanation: environment.explanation,
    login: loginOf([attempted, good], options),
    envFile: {path: options.envFile, text: envFile.text, unset: envFile.unset},
    runs,
    port,
    check: checkOf(service, port),
    lookAt: lookAt(bundle, service, contract),
    gaps: gapsOf(bundle.evidence)
      .filter(({evidence, status}) => SOURCES.has(evidence) && status !== 'skipped')
      .map(({evidence, why, fix}) => ({evidence, why, fix})),
    notes: [
      ...(isSame ? ['The attempted and the good version are the same image: one run shows both.'] : []),
      ...commandNotes(startCommand),
      ...envFile.notes,
      ...environmentNotes(service, environment.configuration),
    ],
  };
}

function runOf(
  which: ContainerRun['which'],
  evidence: Evidence<Image>,
  service: Service,
  port: string,
  {engine, envFile}: ReproductionOptions,
): ContainerRun {
  if (evidence.status !== 'collected') {
    const fix = 'fix' in evidence && evidence.fix !== undefined ? evidence.fix : null;
    return {which, image: null, pulled: null, platform: null, words: null, command: null, why: evidence.why, fix};
  }
  const image = evidence.value;
  const pulled = pinned(image);
  const {startCommand} = service.configuration;
  const words = startCommand === undefined ? [] : startCommandWords(startCommand);
  const {cpuUnits, memoryMb} = service;
  const parts = [
    [engine, 'run', '--rm', '-it'],
    ['--platform', 'linux/amd64'],
    ['--name', `${service.name}-${which}`],
    ['--env-file', envFile],
    ['-p', `127.0.0.1:${port}:${port}`],
    ...(cpuUnits === undefined ? [] : [['--cpus', String(cpuUnits / 1024)]]),
    ...(memoryMb === undefined ? [] : [['--memory', `${memoryMb}m`]]),
    [pulled],
    ...(words.length === 0 ? [] : [words]),
  ];
  const {os, architecture} = image.config ?? {};
  return {
    which,
    image: image.reference,
    pulled,
    platform: architecture === undefined ? null : `${os ?? 'linux'}/${architecture}`,
    words: words.length === 0 ? [...(image.config?.entrypoint ?? []), ...(image.config?.cmd ?? [])] : words,
    command: parts.map((part) => part.map(shellWord).join(' ')).join(' \\\n  '),
    why: null,
    fix: null,
  };
}

/** By digest: a tag may be moved between two runs. Podman takes no tag beside a digest. */
function pinned({reference, digest}: Image): string {
  if (digest === undefined) return reference;
  return `${reference.replace(/@sha256:[0-9a-f]+$/, '').replace(/:[\w][\w.-]*$/, '')}@${digest}`;
}

function sameImage(a: Image | undefined, b: Image | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.digest === undefined ? a.reference === b.reference : a.digest === b.digest;
}

function loginOf(images: readonly Evidence<Image>[], {engine, profile}: ReproductionOptions): string[] {
  const registries = images.flatMap((evidence) => {
    const image = known(evidence);
    const host = image?.reference.split('/')[0];
    return image?.region === undefined || host === undefined ? [] : [{host, region: image.region}];
  });
  const unique = [...new Map(registries.map((registry) => [registry.host, registry])).values()];
  return unique.map(({host, region}) =>
    nameProfile(
      `aws ecr get-login-password --region ${shellWord(region)} | ${engine} login --username AWS --password-stdin ${shellWord(host)}`,
      profile,
    ),
  );
}

function checkOf({healthCheck}: Service, port: string): Reproduction['check'] {
  const protocol = healthCheck?.protocol ?? 'TCP';
  if (protocol !== 'HTTP') return {protocol, command: `nc -zv 127.0.0.1 ${shellWord(port)}`};
  const path = healthCheck?.path ?? '/';
  return {protocol, command: `curl -i --max-time 5 ${shellWord(`http://127.0.0.1:${port}${path}`)}`};
}

function lookAt(bundle: Bundle, service: Service, contract: Contract): string[] {
  const image = configuredImage(bundle.evidence, service);
  const {prediction, contract: applied} = checkStartup(bundle, service, contract, image);
  const stop = prediction?.first;
  return [
    'Does it end by itself? The exit code (`echo $?`): 1 is the application’s own, 126 and 127 a command that cannot be run, 137 out of memory, 139 a native crash.',
    ...(prediction === null || stop === undefined || stop === null
      ? []
      : [`The start-up contract "${applied.name}" says it stops at ${stop}: look for that line first.`]),
    `Does it say that it listens, on 0.0.0.0 and on port ${service.configuration.port ?? DEFAULT_PORT}? On 127.0.0.1 inside the container nothing outside reaches it.`,
    'Does the health check’s own request answer with 2xx, and how long after the start?',
    'Run both versions with the same env file: what differs then lies in the image, what fails in both lies in the configuration or outside.',
  ];
}

function commandNotes(startCommand: string | undefined): string[] {
  if (startCommand === undefined) return [];
  return [
    'The service’s StartCommand takes the place of the image’s CMD; App Runner runs it without a shell, and so does this line: && and $NAME reach the program as plain words. AWS does not document what becomes of an ENTRYPOINT; here it stays.',
    ...(/["']/.test(startCommand) ? ['How App Runner splits quotes is not documented; here they group words.'] : []),
    ...(startCommand.includes('[masked ')
      ? ['The StartCommand holds a value that is masked: put it in where the line says [masked …].']
      : []),
  ];
}

function environmentNotes(service: Service, configuration: Reproduction['configuration']): string[] {
  return [
    ...(configuration === 'rolled-back-to'
      ? ['AWS shows the configuration rolled back to. What the failed update sent in its place is in your pipeline.']
      : []),
    ...(configuration === 'changed-since'
      ? ['AWS shows the configuration of a later update. What this deployment ran with may have been another.']
      : []),
    ...(service.egress?.type === 'VPC'
      ? ['The service runs inside a VPC: its databases and caches are not reachable from here without a tunnel.']
      : []),
    ...(service.instanceRoleArn === undefined
      ? []
      : ['The instance role’s credentials are not there: calls to AWS fail locally unless you give some.']),
    'A start against production’s database may change data (migrations on boot). Use a copy.',
  ];
}
