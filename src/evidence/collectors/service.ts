import {type AwsService, describeService} from '../../aws/app-runner.js';
import type {Aws} from '../../aws/clients.js';
import {lookError} from '../../errors.js';
import {parseArn, parseServiceArn} from '../arn.js';
import {timeOf} from '../attempt.js';
import type {Configuration, HealthCheck, SecretReference, Service, ServiceSource, Variable} from '../model.js';
import type {Target} from '../target.js';

/** A service, and the plain values that must not leave the collectors. */
export interface DescribedService {
  readonly service: Omit<Service, 'configuration'>;
  readonly configuration: Omit<Configuration, 'variables'>;
  readonly values: readonly {readonly name: string; readonly value: string}[];
}

/** Reads the one thing without which there is no answer; throws (AwsError or DiagError) when it cannot. */
export async function collectService(aws: Aws, target: Target, signal: AbortSignal): Promise<DescribedService> {
  const described = await describeService(aws, target.arn, {signal});
  if (described === undefined || described === null) {
    throw lookError(`the answer to DescribeService for ${target.name} holds no service`, {
      code: 'AWS_NOT_JSON',
      suggestions: ['check AWS_ENDPOINT_URL and proxies: something else than AWS may answer'],
    });
  }
  return readService(described, target);
}

/** AWS's shape as ours. Absent and null are alike; what AWS did not send stays absent. */
export function readService(s: AwsService, target: Target): DescribedService {
  const source = s.SourceConfiguration;
  const image = source?.ImageRepository;
  const code = source?.CodeRepository;
  // With ConfigurationSource REPOSITORY the values here are ignored by App Runner, and may be stale.
  const configured = image?.ImageConfiguration ?? code?.CodeConfiguration?.CodeConfigurationValues;
  const arn = text(s.ServiceArn) ?? target.arn;
  const parsed = parseServiceArn(arn) ?? target;
  const egress = s.NetworkConfiguration?.EgressConfiguration;
  const egressType = text(egress?.EgressType);
  const vpcConnectorArn = text(egress?.VpcConnectorArn);
  const healthCheck = readHealthCheck(s.HealthCheckConfiguration);
  return {
    service: {
      name: text(s.ServiceName) ?? target.name,
      id: text(s.ServiceId) ?? target.id,
      arn,
      region: parsed.region,
      account: parsed.account,
      ...given('url', text(s.ServiceUrl)),
      ...given('status', text(s.Status)),
      ...given('createdAt', timeOf(s.CreatedAt)),
      ...given('updatedAt', timeOf(s.UpdatedAt)),
      source: readSource(s),
      ...given('accessRoleArn', text(source?.AuthenticationConfiguration?.AccessRoleArn)),
      ...given('connectionArn', text(source?.AuthenticationConfiguration?.ConnectionArn)),
      ...given('instanceRoleArn', text(s.InstanceConfiguration?.InstanceRoleArn)),
      ...given('autoDeploy', flag(source?.AutoDeploymentsEnabled)),
      ...given('cpuUnits', units(s.InstanceConfiguration?.Cpu, /vcpu/i)),
      ...given('memoryMb', units(s.InstanceConfiguration?.Memory, /gb/i)),
      ...given('healthCheck', healthCheck),
      ...(egressType !== undefined && {egress: {type: egressType, ...given('vpcConnectorArn', vpcConnectorArn)}}),
      ...given('publiclyAccessible', flag(s.NetworkConfiguration?.IngressConfiguration?.IsPubliclyAccessible)),
      ...given('kmsKeyArn', text(s.EncryptionConfiguration?.KmsKey)),
    },
    configuration: {
      secrets: Object.entries(configured?.RuntimeEnvironmentSecrets ?? {}).map(([name, reference]) =>
        readSecret(name, String(reference), parsed),
      ),
      ...given('startCommand', text(configured?.StartCommand)),
      ...given('port', text(configured?.Port)),
    },
    values: Object.entries(configured?.RuntimeEnvironmentVariables ?? {}).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [{name, value: String(value)}],
    ),
  };
}

/** The service as evidence: values replaced by what may be said of them, the start command masked. */
export function dressService(
  described: DescribedService,
  describeVariable: (name: string, value: string, source: Variable['source']) => Variable,
  secrets: readonly SecretReference[] = described.configuration.secrets,
): Service {
  return {
    ...described.service,
    configuration: {
      variables: described.values.map(({name, value}) => describeVariable(name, value, 'plain')),
      ...described.configuration,
      secrets,
    },
  };
}

function readSource(s: AwsService): ServiceSource {
  const image = s.SourceConfiguration?.ImageRepository;
  const identifier = text(image?.ImageIdentifier);
  if (identifier !== undefined) {
    const guess = identifier.startsWith('public.ecr.aws/') ? 'ECR_PUBLIC' : 'ECR';
    return {kind: 'image', image: identifier, repositoryType: text(image?.ImageRepositoryType) ?? guess};
  }
  const code = s.SourceConfiguration?.CodeRepository;
  if (code === undefined || code === null) return {kind: 'unknown'};
  return {
    kind: 'code',
    ...given('repositoryUrl', text(code.RepositoryUrl)),
    ...given('branch', text(code.SourceCodeVersion?.Value)),
    ...given('configurationSource', text(code.CodeConfiguration?.ConfigurationSource)),
    ...given('runtime', text(code.CodeConfiguration?.CodeConfigurationValues?.Runtime)),
  };
}

export function readHealthCheck(h: AwsService['HealthCheckConfiguration']): HealthCheck | undefined {
  if (h === undefined || h === null) return undefined;
  return {
    ...given('protocol', text(h.Protocol)),
    ...given('path', text(h.Path)),
    ...given('intervalSeconds', count(h.Interval)),
    ...given('timeoutSeconds', count(h.Timeout)),
    ...given('healthyThreshold', count(h.HealthyThreshold)),
    ...given('unhealthyThreshold', count(h.UnhealthyThreshold)),
  };
}

function readSecret(name: string, reference: string, service: {region: string; account: string}): SecretReference {
  const arn = parseArn(reference);
  if (arn === undefined) {
    // A bare name is a parameter of the service's own region.
    return {name, kind: 'ssm', reference, region: service.region, account: service.account};
  }
  const kind = arn.service === 'secretsmanager' ? 'secrets-manager' : arn.service === 'ssm' ? 'ssm' : 'unknown';
  return {
    name,
    kind,
    reference,
    ...(arn.region !== '' && {region: arn.region}),
    ...(arn.account !== '' && {account: arn.account}),
  };
}

/** "1024" and "1 vCPU" are both 1024; "2048" and "2 GB" are both 2048. */
function units(value: string | undefined, large: RegExp): number | undefined {
  const written = text(value);
  if (written === undefined) return undefined;
  const number = Number.parseFloat(written);
  if (!Number.isFinite(number)) return undefined;
  return Math.round(large.test(written) ? number * 1024 : number);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** `{[key]: value}`, or nothing at all: exactOptionalPropertyTypes tells undefined from absent. */
export function given<K extends string, V>(key: K, value: V | undefined): {[P in K]?: V} {
  return (value === undefined ? {} : {[key]: value}) as {[P in K]?: V};
}
