import type {Redaction} from '../bundle-model.js';
import type {
  ApplicationLog,
  Baseline,
  ChangeEvent,
  Configuration,
  CustomDomain,
  EvidenceValues,
  HealthCheck,
  Identity,
  Image,
  ImageConfig,
  ImageFileComparison,
  IndexEntry,
  InstanceStream,
  KmsKey,
  LayerSummary,
  LogEvent,
  Metrics,
  Network,
  Operation,
  RoleFacts,
  Roles,
  SecretCheck,
  SecretReference,
  Service,
  ServiceSource,
  SiblingRepository,
  Subnet,
  ValueTraits,
  Variable,
} from '../model.js';
import {
  boolean,
  epochMs,
  list,
  literal,
  number,
  object,
  optional,
  record,
  type Shape,
  string,
  variant,
  word,
} from './shape.js';

const yes = optional(literal(true));
const text = optional(string);
const size = optional(number);
const time = optional(epochMs);
const flag = optional(boolean);

const identity = object<Identity>({account: string, arn: string});

const traits = object<ValueTraits>({
  empty: yes,
  surroundingSpace: yes,
  surroundingQuotes: yes,
  newline: yes,
  placeholder: yes,
  number: yes,
  boolean: yes,
  percent: yes,
  wildcard: yes,
  parts: size,
  scheme: text,
  host: optional(literal('localhost', 'private-address', 'rds', 'elasticache', 'internal-name', 'public')),
  port: size,
  malformedUrl: yes,
});

const variable = object<Variable>({
  name: string,
  source: literal('plain', 'image', 'secret'),
  length: number,
  fingerprint: string,
  traits,
  observations: optional(record(boolean)),
  shown: text,
});

const secretReference = object<SecretReference>({
  name: string,
  kind: literal('secrets-manager', 'ssm', 'unknown'),
  reference: string,
  region: text,
  account: text,
  resolved: optional(variable),
  unresolved: optional(object<NonNullable<SecretReference['unresolved']>>({why: string, fix: text})),
});

const configuration = object<Configuration>({
  variables: list(variable),
  secrets: list(secretReference),
  startCommand: text,
  port: text,
});

const source = variant<ServiceSource>('kind', {
  image: object<Extract<ServiceSource, {kind: 'image'}>>({
    kind: literal('image'),
    image: string,
    repositoryType: word(),
  }),
  code: object<Extract<ServiceSource, {kind: 'code'}>>({
    kind: literal('code'),
    repositoryUrl: text,
    branch: text,
    configurationSource: optional(word()),
    runtime: text,
  }),
  unknown: object<Extract<ServiceSource, {kind: 'unknown'}>>({kind: literal('unknown')}),
});

const healthCheck = object<HealthCheck>({
  protocol: optional(word()),
  path: text,
  intervalSeconds: size,
  timeoutSeconds: size,
  healthyThreshold: size,
  unhealthyThreshold: size,
});

const service = object<Service>({
  name: string,
  id: string,
  arn: string,
  region: string,
  account: string,
  url: text,
  status: optional(word()),
  createdAt: time,
  updatedAt: time,
  source,
  configuration,
  accessRoleArn: text,
  connectionArn: text,
  instanceRoleArn: text,
  autoDeploy: flag,
  cpuUnits: size,
  memoryMb: size,
  healthCheck: optional(healthCheck),
  egress: optional(object<NonNullable<Service['egress']>>({type: word(), vpcConnectorArn: text})),
  publiclyAccessible: flag,
  kmsKeyArn: text,
});

const operation = object<Operation>({
  id: string,
  type: optional(word()),
  status: optional(word()),
  startedAt: time,
  endedAt: time,
  updatedAt: time,
});

const logEvent = object<LogEvent>({timestamp: epochMs, stream: string, message: string});

const applicationLog = object<ApplicationLog>({
  streams: list(object<InstanceStream>({name: string, beganAt: time})),
  events: list(logEvent),
  olderStreams: number,
});

interface Gap {
  readonly what: string;
  readonly why: string;
  readonly fix?: string;
}
const gaps = optional(list(object<Gap>({what: string, why: string, fix: text})));

const imageConfig = object<ImageConfig>({
  os: text,
  architecture: text,
  variant: text,
  created: text,
  entrypoint: optional(list(string)),
  cmd: optional(list(string)),
  workingDir: text,
  user: text,
  exposedPorts: optional(list(string)),
  variables: optional(list(variable)),
  labels: optional(record(string)),
  stopSignal: text,
  hasHealthcheck: flag,
  history: optional(
    list(object<NonNullable<ImageConfig['history']>[number]>({createdBy: text, created: text, emptyLayer: flag})),
  ),
});

const image = object<Image>({
  reference: string,
  registryAccount: text,
  region: text,
  repository: string,
  tag: text,
  digest: text,
  pushedAt: time,
  registryBytes: size,
  mediaType: text,
  index: optional(
    list(object<IndexEntry>({digest: string, os: text, architecture: text, variant: text, attestation: yes})),
  ),
  manifest: optional(
    object<NonNullable<Image['manifest']>>({
      digest: string,
      mediaType: string,
      layers: list(object<LayerSummary>({digest: string, mediaType: text, packedBytes: size, diffId: text})),
    }),
  ),
  config: optional(imageConfig),
  gaps,
});

const imageFiles = object<ImageFileComparison>({
  files: list(
    object<ImageFileComparison['files'][number]>({
      path: string,
      change: literal('added', 'removed', 'changed', 'same', 'missing-in-both'),
    }),
  ),
  missingEntrypoints: optional(list(string)),
  uncertainEntrypoints: optional(list(string)),
  entrypointModes: optional(
    list(object<NonNullable<ImageFileComparison['entrypointModes']>[number]>({path: string, mode: number, crlf: flag})),
  ),
  unsatisfiedImports: optional(
    list(object<NonNullable<ImageFileComparison['unsatisfiedImports']>[number]>({module: string, from: string})),
  ),
  removedPackages: optional(
    list(
      object<NonNullable<ImageFileComparison['removedPackages']>[number]>({
        ecosystem: string,
        name: string,
        version: text,
      }),
    ),
  ),
});

const baseline = object<Baseline>({
  description: string,
  variables: list(object<Baseline['variables'][number]>({name: string, length: number, fingerprint: text})),
  secrets: list(string),
  healthCheck: optional(healthCheck),
  startCommand: text,
  port: text,
  image: text,
  egressType: text,
});

const sent = optional(literal('supplied', 'omitted'));
const changeEvent = object<ChangeEvent>({
  name: word(),
  at: epochMs,
  by: text,
  image: text,
  port: text,
  healthCheck: optional(healthCheck),
  variables: sent,
  startCommand: sent,
  accessRoleArn: text,
  instanceRoleArn: text,
  errorCode: text,
  operationId: text,
});

const roleFacts = object<RoleFacts>({
  arn: string,
  exists: boolean,
  createdAt: time,
  trustedServices: optional(list(string)),
  allowed: optional(record(boolean)),
});

const secretCheck = object<SecretCheck>({
  variable: string,
  reference: string,
  status: literal('exists', 'missing', 'deleted', 'key-missing', 'gap'),
  why: text,
  fix: text,
  kmsKeyId: text,
});

const subnet = object<Subnet>({
  id: string,
  zone: text,
  vpc: text,
  exists: boolean,
  defaultRoute: optional(literal('nat', 'internet-gateway', 'other', 'none')),
});

const network = object<Network>({
  connector: optional(
    object<NonNullable<Network['connector']>>({
      arn: string,
      status: text,
      exists: boolean,
      subnets: list(subnet),
      securityGroups: list(string),
    }),
  ),
  gaps,
});

const points = optional(
  list(object<NonNullable<Metrics['memory']>[number]>({at: epochMs, average: number, maximum: size})),
);

/** What each evidence id holds. */
export const EVIDENCE_SHAPES: {readonly [K in keyof EvidenceValues]: Shape<EvidenceValues[K]>} = {
  identity,
  service,
  operations: list(operation),
  'service-log': list(logEvent),
  'application-log': applicationLog,
  'image-attempted': image,
  'image-running': image,
  'image-files': imageFiles,
  baseline,
  'change-history': list(changeEvent),
  roles: object<Roles>({access: optional(roleFacts), instance: optional(roleFacts), gaps}),
  secrets: list(secretCheck),
  network,
  metrics: object<Metrics>({memory: points, cpu: points}),
  'sibling-repositories': list(object<SiblingRepository>({repository: string, newestPushAt: time, newestTag: text})),
  domains: list(object<CustomDomain>({name: string, status: text, pendingRecords: list(string)})),
  keys: list(object<KmsKey>({arn: string, state: text, enabled: flag})),
};

export const redactions: Shape<readonly Redaction[]> = list(
  object<Redaction>({what: string, where: string, count: number}),
);
