import {parseArn} from '../evidence/arn.js';
import type {HealthCheck} from '../evidence/model.js';
import {parameterName, secretId} from '../evidence/secret-reference.js';
import {known} from './phases.js';
import type {FactSet} from './rule.js';
import {shellWord} from './shell-word.js';
import type {Step} from './verdict.js';

/** Steps are printed for copy and paste: the tool itself never changes anything. */

export function read(text: string, command?: string): Step {
  return {text, ...(command !== undefined && {command}), kind: 'read', horizon: 'immediate'};
}

export function change(text: string, options: {command?: string; undo: string}): Step {
  return {
    text,
    ...(options.command !== undefined && {command: options.command}),
    kind: 'mutate',
    undo: options.undo,
    horizon: 'immediate',
  };
}

/** Work on code, image or pipeline. A command here builds or pushes an image; none touches the service. */
export function improve(text: string, horizon: Exclude<Step['horizon'], 'immediate'>, command?: string): Step {
  return {text, ...(command !== undefined && {command}), kind: 'work', horizon};
}

/** The same step, its commands naming an AWS profile: without it they would ask, or change, another account. */
export function withProfile(step: Step, profile: string): Step {
  return {
    ...step,
    ...(step.command !== undefined && {command: nameProfile(step.command, profile)}),
    ...(step.undo !== undefined && {undo: nameProfile(step.undo, profile)}),
  };
}

/** The same commands, or a sentence that ends in one after a colon, for an AWS profile. Undefined: the environment's own. */
export function nameProfile(commands: string, profile: string | undefined): string {
  if (profile === undefined) return commands;
  // Beside the region, where one is named: IAM has none.
  return commands.replace(
    /(?<=^|[|&;(:] *)(?:aws \S+ \S+|nerava-diag \S+)(?:[^|&;\n]*?--region \S+)?/gm,
    (to) => `${to} --profile ${shellWord(profile)}`,
  );
}

/** `--region … --service-arn …` of the service, or placeholders where it could not be read. */
export function serviceFlags(facts: FactSet): string {
  const service = known(facts.service);
  return `--region ${service?.region ?? 'REGION'} --service-arn ${service?.arn ?? 'SERVICE_ARN'}`;
}

export function serviceName(facts: FactSet): string {
  return known(facts.service)?.name ?? 'SERVICE';
}

export function region(facts: FactSet): string {
  return known(facts.service)?.region ?? 'REGION';
}

/** The command that shows whether a secret or parameter exists, and never its value. */
export function describeSecret(reference: string | undefined, facts: FactSet): string {
  if (reference === undefined) {
    return `aws secretsmanager describe-secret --region ${region(facts)} --secret-id SECRET_ARN`;
  }
  const arn = parseArn(reference);
  const where = `--region ${arn?.region || region(facts)}`;
  return arn?.service === 'secretsmanager'
    ? `aws secretsmanager describe-secret ${where} --secret-id ${shellWord(secretId(reference))}`
    : `aws ssm describe-parameters ${where} --parameter-filters ${shellWord(`Key=Name,Values=${parameterName(reference)}`)}`;
}

/** The image that was attempted, as far as known. */
export function attemptedImage(facts: FactSet): string | undefined {
  const image = facts['image-attempted'];
  if (image.status === 'collected') return image.value.reference;
  const events = known(facts.events) ?? [];
  const pulling = events.find((event) => event.kind === 'pulling');
  return pulling?.kind === 'pulling' ? pulling.image : undefined;
}

/**
 * What is left to do where a change of anything but the image is not enough: after a rollback the service runs the image
 * that was kept, and an update of its size, check or network deploys that one again. Empty where it is enough.
 */
export function thenDeploy(facts: FactSet): string {
  const source = known(facts.service)?.source;
  const image = attemptedImage(facts);
  if (source?.kind !== 'image' || image === undefined || source.image === image) return '';
  return `, then deploy ${image} again (since the rollback the service runs ${source.image})`;
}

/**
 * Changes the service's source configuration as a whole: read, edit, write back. A partial variable map would replace
 * the whole map, so none is ever printed.
 *
 * @param edit a jq expression over `SourceConfiguration`
 */
export function updateSource(text: string, edit: string, facts: FactSet): Step {
  const flags = serviceFlags(facts);
  return change(text, {
    command: [
      'umask 077  # the files hold plain values: delete them afterwards',
      `aws apprunner describe-service ${flags} --query Service.SourceConfiguration > source.json`,
      `jq ${shellWord(edit)} source.json > source.new.json`,
      'diff <(jq -S . source.json) <(jq -S . source.new.json)  # only what you mean to change',
      `aws apprunner update-service ${flags} --source-configuration file://source.new.json`,
    ].join('\n'),
    undo: `aws apprunner update-service ${flags} --source-configuration file://source.json`,
  });
}

/** What a service is told about the container, by its key in apprunner.yaml. */
const KEYS_IN_FILE = {
  Port: 'run.network.port',
  StartCommand: 'run.command',
  RuntimeEnvironmentVariables: 'run.env',
} as const;

/**
 * Changes one member of the configuration, wherever this service keeps it, and deploys the attempted image: after a
 * rollback describe-service names the image that was kept.
 *
 * @param assignment the rest of a jq expression that begins with the member's path
 */
export function configure(text: string, member: keyof typeof KEYS_IN_FILE, assignment: string, facts: FactSet): Step {
  const source = known(facts.service)?.source;
  if (source?.kind === 'code') {
    return source.configurationSource === 'REPOSITORY'
      ? improve(`${text}: in apprunner.yaml (${KEYS_IN_FILE[member]}), the API's value is ignored`, 'short-term')
      : updateSource(text, `.CodeRepository.CodeConfiguration.CodeConfigurationValues.${member} ${assignment}`, facts);
  }
  const edit = `.ImageRepository.ImageConfiguration.${member} ${assignment}`;
  const image = attemptedImage(facts);
  if (image === undefined) return updateSource(text, edit, facts);
  return updateSource(
    `${text}, and deploy the attempted image again`,
    `${edit} | .ImageRepository.ImageIdentifier = ${JSON.stringify(image)}`,
    facts,
  );
}

/** Sets the named variables, keeping every other one, and deploys the attempted image. */
export function setVariables(
  names: readonly string[],
  facts: FactSet,
  values: {readonly [name: string]: string} = {},
): Step {
  const map = names.map((name) => `"${name}": "${values[name] ?? `<value of ${name}>`}"`).join(', ');
  const text = `Set ${names.join(', ')}, keeping every other variable`;
  return configure(text, 'RuntimeEnvironmentVariables', `+= {${map}}`, facts);
}

export function rebuild(facts: FactSet): string {
  return `docker buildx build --platform linux/amd64 -t ${attemptedImage(facts) ?? 'IMAGE'} --push .`;
}

export function runLocally(facts: FactSet): Step {
  return read(
    'Start the very same image under the same configuration locally',
    `nerava-diag reproduce ${serviceName(facts)} --region ${region(facts)}`,
  );
}

export function readLogs(facts: FactSet): Step {
  return read(
    "Read this deployment's whole story in order",
    `nerava-diag logs ${serviceName(facts)} --deployment latest --region ${region(facts)}`,
  );
}

/** The command that restores today's health check. */
export function healthCheckNow(facts: FactSet): string {
  return setHealthCheck(facts, known(facts.service)?.healthCheck ?? '(as describe-service shows it now)');
}

/** The command that sets this health check, as far as it is known; words stand for one that is not. */
export function setHealthCheck(facts: FactSet, check: HealthCheckChange | string): string {
  return `aws apprunner update-service ${serviceFlags(facts)} --health-check-configuration ${typeof check === 'string' ? check : healthCheckWord(check)}`;
}

type HealthCheckChange = {readonly [K in keyof HealthCheck]?: HealthCheck[K] | undefined};

/**
 * The command that changes the named members of today's health check and keeps every other. All are written out, so that
 * none falls back to App Runner's default; where today's are not known, words stand for them.
 *
 * @param change a member that is `undefined` is left out
 */
export function changeHealthCheck(facts: FactSet, change: HealthCheckChange): string {
  const now = known(facts.service)?.healthCheck;
  const words = `(as describe-service shows it now, with ${membersOf(change).join(',')})`;
  return setHealthCheck(facts, now === undefined ? words : {...now, ...change});
}

/** A path to be filled in. As it stands no shell runs a command with it: pasted, it changes nothing. */
export const PATH_TO_NAME = '<path>';

function healthCheckWord(check: HealthCheckChange): string {
  const word = membersOf(check).join(',');
  // Quoted it would be a path like any other, which App Runner takes and no application answers.
  return check.path === PATH_TO_NAME ? word : shellWord(word);
}

function membersOf(check: HealthCheckChange): string[] {
  return [
    ['Protocol', check.protocol],
    ['Path', check.path],
    ['Interval', check.intervalSeconds],
    ['Timeout', check.timeoutSeconds],
    ['HealthyThreshold', check.healthyThreshold],
    ['UnhealthyThreshold', check.unhealthyThreshold],
  ].flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
}

export function roleName(arn: string | undefined): string {
  return arn?.split('/').at(-1) ?? 'ROLE';
}

/** Loads the entry module in the attempted image, without starting the server. */
export function importEntry(facts: FactSet): Step {
  const config = known(facts['image-attempted'])?.config;
  const own = [...(config?.entrypoint ?? []), ...(config?.cmd ?? [])];
  const command = known(facts.service)?.configuration.startCommand ?? own.join(' ');
  // What App Runner builds from source lies in no registry.
  if (known(facts.service)?.source.kind === 'code') return loadSource();
  const image = attemptedImage(facts) ?? 'IMAGE';
  const run = `docker run --rm --platform linux/amd64 --env-file service.env --entrypoint`;
  const text =
    'Load the entry module in the very image, with the variables of the service: an error there is the cause, silence rules it out';
  const python =
    command.match(/(?:^|\s)([A-Za-z_][\w.]*):[A-Za-z_]\w*(?=\s|\(|$)/)?.[1] ??
    command.match(/\bpython\S*\s+-m\s+([A-Za-z_][\w.]*)/)?.[1];
  if (python !== undefined) return read(text, `${run} python ${image} -c "import ${python}"`);
  const script = command.match(/\bnode\b(?:\s+--?\S+)*\s+(\S+\.[cm]?js)/)?.[1];
  if (script !== undefined) return read(text, `${run} node ${image} -e "import('./${script.replace(/^\.?\//, '')}')"`);
  return runLocally(facts);
}

function loadSource(): Step {
  return read(
    'Build the same commit on your machine with the same build command, and load its entry module: an error there is the cause',
  );
}

/** The pairs of CPU units and MB that App Runner takes, by CPU: memory never falls from one to the next. */
const SIZES: readonly (readonly [cpu: number, memory: number])[] = [
  [256, 512],
  [256, 1024],
  [512, 1024],
  [1024, 2048],
  [1024, 3072],
  [1024, 4096],
  [2048, 4096],
  [2048, 6144],
  [4096, 8192],
  [4096, 10240],
  [4096, 12288],
];

/**
 * The whole instance configuration with the next larger size: what is left out of an update might be lost.
 *
 * @param more what there must be more of; neither ever gets less
 */
export function resize(facts: FactSet, text: string, more: 'memory' | 'CPU and memory'): Step {
  const service = known(facts.service);
  const role = service?.instanceRoleArn === undefined ? '' : `,InstanceRoleArn=${service.instanceRoleArn}`;
  const command = (c: number | string, m: number | string) =>
    `aws apprunner update-service ${serviceFlags(facts)} --instance-configuration Cpu=${c},Memory=${m}${role}`;
  const {cpuUnits, memoryMb} = service ?? {};
  if (cpuUnits === undefined || memoryMb === undefined) {
    return change(text, {command: command('CPU', 'MEMORY'), undo: command('CPU_NOW', 'MEMORY_NOW')});
  }
  const next = SIZES.find(
    ([cpu, memory]) => memory > memoryMb && (more === 'memory' ? cpu >= cpuUnits : cpu > cpuUnits),
  );
  if (next === undefined) {
    const size = `${cpuUnits / 1024} vCPU and ${memoryMb / 1024} GB`;
    return improve(
      `The instance has ${size}, and App Runner has none with more ${more}: let the application need less`,
      'short-term',
    );
  }
  return change(`${text}${thenDeploy(facts)}`, {command: command(...next), undo: command(cpuUnits, memoryMb)});
}

/** The whole network configuration with another way out; the way in stays as it is. */
export function egress(facts: FactSet, text: string, connectorArn: string | undefined): Step {
  const service = known(facts.service);
  const ingress =
    service?.publiclyAccessible === undefined
      ? ''
      : `,IngressConfiguration={IsPubliclyAccessible=${service.publiclyAccessible}}`;
  const command = (arn: string | undefined) =>
    `aws apprunner update-service ${serviceFlags(facts)} --network-configuration 'EgressConfiguration={EgressType=${arn === undefined ? 'DEFAULT' : `VPC,VpcConnectorArn=${arn}`}}${ingress}'`;
  return change(`${text}${thenDeploy(facts)}`, {
    command: command(connectorArn),
    undo: command(service?.egress?.vpcConnectorArn),
  });
}
