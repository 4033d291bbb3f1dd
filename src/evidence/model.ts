/**
 * Evidence: plain data about one deployment target, made by the collectors (live AWS) or read from a bundle.
 *
 * Everything here is JSON: no Date, no undefined inside arrays, no class. Times are epoch milliseconds unless a
 * field says ISO. A field that AWS did not send is absent (`undefined`), never an empty string or zero.
 */

/** One thing we asked for, and how the asking went. */
export type Evidence<T> = EvidenceHeader &
  (
    | {readonly status: 'collected'; readonly value: T; readonly truncated?: boolean}
    /** We looked and it is not there: a fact. */
    | {readonly status: 'absent'; readonly why: string}
    /** We could not look: a gap, never a fact. */
    | {readonly status: GapStatus; readonly why: string; readonly fix?: string; readonly action?: string}
  );

export type GapStatus = 'denied' | 'error' | 'timeout' | 'skipped';

interface EvidenceHeader {
  readonly id: EvidenceId;
  /** The call that answered, in words: "apprunner:DescribeService". */
  readonly source: string;
  /** ISO time of the look. */
  readonly at: string;
}

export type EvidenceId = keyof EvidenceValues;

/** What each evidence id holds when it was collected. */
export interface EvidenceValues {
  identity: Identity;
  service: Service;
  operations: readonly Operation[];
  /**
   * App Runner's own lines around the examined deployment: stream `events` and `deployment/<id>`. Of a deployment that
   * succeeded, and after which nothing else has begun, also the newest lines since.
   */
  'service-log': readonly LogEvent[];
  /** stdout and stderr of the instances that belong to the examined deployment. */
  'application-log': ApplicationLog;
  /** The image that the examined deployment attempted. */
  'image-attempted': Image;
  /** The image the service runs, or ran before: the good one. */
  'image-running': Image;
  /** Files of the start-up contract (and other files asked for) compared between the two images. */
  'image-files': ImageFileComparison;
  /** Facts of an earlier bundle, env file or other service to compare against. */
  baseline: Baseline;
  /** CloudTrail: who changed what on the service. */
  'change-history': readonly ChangeEvent[];
  roles: Roles;
  secrets: readonly SecretCheck[];
  network: Network;
  metrics: Metrics;
  'sibling-repositories': readonly SiblingRepository[];
  domains: readonly CustomDomain[];
  keys: readonly KmsKey[];
}

/** The evidence of one run. Every id is present: what was not asked for is `skipped`. */
export type EvidenceSet = {readonly [K in EvidenceId]: Evidence<EvidenceValues[K]>};

export interface Identity {
  readonly account: string;
  readonly arn: string;
}

export type ServiceStatus =
  | 'CREATE_FAILED'
  | 'RUNNING'
  | 'DELETED'
  | 'DELETE_FAILED'
  | 'PAUSED'
  | 'OPERATION_IN_PROGRESS'
  | (string & {});

export interface Service {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  readonly url?: string;
  readonly status?: ServiceStatus;
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly source: ServiceSource;
  readonly configuration: Configuration;
  readonly accessRoleArn?: string;
  readonly connectionArn?: string;
  readonly instanceRoleArn?: string;
  readonly autoDeploy?: boolean;
  /** CPU units: 1024 is one vCPU. "1 vCPU" is normalised. */
  readonly cpuUnits?: number;
  /** MB. "2 GB" is normalised. */
  readonly memoryMb?: number;
  readonly healthCheck?: HealthCheck;
  readonly egress?: {readonly type: 'DEFAULT' | 'VPC' | (string & {}); readonly vpcConnectorArn?: string};
  readonly publiclyAccessible?: boolean;
  readonly kmsKeyArn?: string;
}

export type ServiceSource =
  | {readonly kind: 'image'; readonly image: string; readonly repositoryType: 'ECR' | 'ECR_PUBLIC' | (string & {})}
  | {
      readonly kind: 'code';
      readonly repositoryUrl?: string;
      readonly branch?: string;
      /** REPOSITORY: the API values are ignored, the configuration stands in apprunner.yaml. */
      readonly configurationSource?: 'REPOSITORY' | 'API' | (string & {});
      readonly runtime?: string;
    }
  | {readonly kind: 'unknown'};

export interface Configuration {
  readonly variables: readonly Variable[];
  readonly secrets: readonly SecretReference[];
  /** With values of variables masked. */
  readonly startCommand?: string;
  readonly port?: string;
}

/**
 * A plain variable. The value itself never leaves the collector; what rules may know of it stands in `traits` and
 * `observations`.
 */
export interface Variable {
  readonly name: string;
  readonly source: 'plain' | 'image' | 'secret';
  /** Length in code points. */
  readonly length: number;
  /** Salted: equal values of one run (or one bundle) print equal. */
  readonly fingerprint: string;
  readonly traits: ValueTraits;
  /** Answers to the contract's predicates about this value, by predicate key (see contract/predict.ts). */
  readonly observations?: {readonly [predicate: string]: boolean};
  /** The value, only where the contract declares the variable's values harmless (an environment name, a switch). */
  readonly shown?: string;
}

/** What may be said of a value without showing it. */
export interface ValueTraits {
  readonly empty?: true;
  readonly surroundingSpace?: true;
  readonly surroundingQuotes?: true;
  readonly newline?: true;
  /** Looks like a placeholder: "changeme", "<...>", "TODO", "xxx". */
  readonly placeholder?: true;
  readonly number?: true;
  readonly boolean?: true;
  readonly percent?: true;
  readonly wildcard?: true;
  /** How many comma-separated parts, when more than one. */
  readonly parts?: number;
  /** The scheme of a URL, lower-cased: "postgresql+psycopg2". */
  readonly scheme?: string;
  /** Where a URL's host lies. */
  readonly host?: 'localhost' | 'private-address' | 'rds' | 'elasticache' | 'internal-name' | 'public';
  /** The port of a URL. */
  readonly port?: number;
  /** A URL-like value that no URL parser accepts. */
  readonly malformedUrl?: true;
}

export interface SecretReference {
  readonly name: string;
  readonly kind: 'secrets-manager' | 'ssm' | 'unknown';
  /** The ARN or parameter name: not secret. */
  readonly reference: string;
  readonly region?: string;
  readonly account?: string;
  /** What may be said of the value; only after the user asked for secrets to be resolved. */
  readonly resolved?: Variable;
  /** Why its value could not be read, after the user asked for it. */
  readonly unresolved?: {readonly why: string; readonly fix?: string};
}

export interface HealthCheck {
  readonly protocol?: 'HTTP' | 'TCP' | (string & {});
  readonly path?: string;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
}

export type OperationType =
  | 'START_DEPLOYMENT'
  | 'CREATE_SERVICE'
  | 'PAUSE_SERVICE'
  | 'RESUME_SERVICE'
  | 'DELETE_SERVICE'
  | 'UPDATE_SERVICE'
  | (string & {});

export type OperationStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'FAILED'
  | 'SUCCEEDED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_FAILED'
  | 'ROLLBACK_SUCCEEDED'
  | (string & {});

/** Newest first, as AWS lists them. */
export interface Operation {
  readonly id: string;
  readonly type?: OperationType;
  readonly status?: OperationStatus;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly updatedAt?: number;
}

export interface LogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly stream: string;
  /** Secrets masked; control sequences untouched (terminals and renderers neutralise them). */
  readonly message: string;
}

export interface ApplicationLog {
  /** Streams that began after the deployment started: the instances that the deployment made. */
  readonly streams: readonly InstanceStream[];
  /** Events of those streams only, in time order. */
  readonly events: readonly LogEvent[];
  /** Streams of older instances that also wrote in the window, left out of `events`. */
  readonly olderStreams: number;
}

export interface InstanceStream {
  readonly name: string;
  /** First event, or creation, whichever is known and earlier. */
  readonly beganAt?: number;
}

export interface Image {
  readonly reference: string;
  readonly registryAccount?: string;
  readonly region?: string;
  readonly repository: string;
  readonly tag?: string;
  /** Digest of what the reference names: an index or a manifest. */
  readonly digest?: string;
  readonly pushedAt?: number;
  /** As DescribeImages says: packed; of an index the largest of its manifests. */
  readonly registryBytes?: number;
  readonly mediaType?: string;
  readonly index?: readonly IndexEntry[];
  /** The manifest that linux/amd64 would get; absent when the index holds none. */
  readonly manifest?: {readonly digest: string; readonly mediaType: string; readonly layers: readonly LayerSummary[]};
  readonly config?: ImageConfig;
  /** What of this image could not be read, and why. The rest stands. */
  readonly gaps?: readonly {readonly what: string; readonly why: string; readonly fix?: string}[];
}

export interface IndexEntry {
  readonly digest: string;
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  /** An attestation manifest (unknown/unknown), not an image. */
  readonly attestation?: true;
}

export interface LayerSummary {
  readonly digest: string;
  readonly mediaType?: string;
  readonly packedBytes?: number;
  readonly diffId?: string;
}

export interface ImageConfig {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly created?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly workingDir?: string;
  readonly user?: string;
  readonly exposedPorts?: readonly string[];
  readonly variables?: readonly Variable[];
  readonly labels?: {readonly [name: string]: string};
  readonly stopSignal?: string;
  readonly hasHealthcheck?: boolean;
  readonly history?: readonly {readonly createdBy?: string; readonly created?: string; readonly emptyLayer?: boolean}[];
}

export interface ImageFileComparison {
  readonly files: readonly {
    readonly path: string;
    readonly change: 'added' | 'removed' | 'changed' | 'same' | 'missing-in-both';
  }[];
  /** Files named by CMD/ENTRYPOINT that no layer of the attempted image holds. */
  readonly missingEntrypoints?: readonly string[];
  /** Those that the good image's own layers hold and the attempted one's do not: a shared layer, unread, may. */
  readonly uncertainEntrypoints?: readonly string[];
  readonly entrypointModes?: readonly {readonly path: string; readonly mode: number; readonly crlf?: boolean}[];
  /** Modules that the entry module imports and no file of the attempted image provides. */
  readonly unsatisfiedImports?: readonly {readonly module: string; readonly from: string}[];
  readonly removedPackages?: readonly {readonly ecosystem: string; readonly name: string; readonly version?: string}[];
}

export interface Baseline {
  /** What it is, in words: "bundle of 2026-01-20 (my-api)". */
  readonly description: string;
  readonly variables: readonly {readonly name: string; readonly length: number; readonly fingerprint?: string}[];
  readonly secrets: readonly string[];
  readonly healthCheck?: HealthCheck;
  readonly startCommand?: string;
  readonly port?: string;
  readonly image?: string;
  readonly egressType?: string;
}

export interface ChangeEvent {
  readonly name:
    | 'CreateService'
    | 'UpdateService'
    | 'StartDeployment'
    | 'PauseService'
    | 'ResumeService'
    | (string & {});
  readonly at: number;
  readonly by?: string;
  readonly image?: string;
  readonly port?: string;
  readonly healthCheck?: HealthCheck;
  /** CloudTrail hides the variables but not that a map was sent: `supplied` | `omitted`. */
  readonly variables?: 'supplied' | 'omitted';
  readonly startCommand?: 'supplied' | 'omitted';
  readonly accessRoleArn?: string;
  readonly instanceRoleArn?: string;
  readonly errorCode?: string;
  readonly operationId?: string;
}

export interface RoleFacts {
  readonly arn: string;
  readonly exists: boolean;
  readonly createdAt?: number;
  /** Service principals that the trust policy allows to assume the role. */
  readonly trustedServices?: readonly string[];
  /** Simulated actions, where simulation was permitted. */
  readonly allowed?: {readonly [action: string]: boolean};
}

export interface Roles {
  readonly access?: RoleFacts;
  readonly instance?: RoleFacts;
  readonly gaps?: readonly {readonly what: string; readonly why: string; readonly fix?: string}[];
}

export interface SecretCheck {
  /** Name of the variable that refers to it. */
  readonly variable: string;
  readonly reference: string;
  readonly status: 'exists' | 'missing' | 'deleted' | 'key-missing' | 'gap';
  readonly why?: string;
  readonly fix?: string;
  readonly kmsKeyId?: string;
}

export interface Network {
  readonly connector?: {
    readonly arn: string;
    readonly status?: string;
    readonly exists: boolean;
    readonly subnets: readonly Subnet[];
    readonly securityGroups: readonly string[];
  };
  readonly gaps?: readonly {readonly what: string; readonly why: string; readonly fix?: string}[];
}

export interface Subnet {
  readonly id: string;
  readonly zone?: string;
  readonly vpc?: string;
  readonly exists: boolean;
  /** Where 0.0.0.0/0 goes: a NAT, an internet gateway (useless without a public address), or nowhere. */
  readonly defaultRoute?: 'nat' | 'internet-gateway' | 'other' | 'none';
}

export interface Metrics {
  /** Percent, by minute, in the window of the examined deployment. */
  readonly memory?: readonly {readonly at: number; readonly average: number; readonly maximum?: number}[];
  readonly cpu?: readonly {readonly at: number; readonly average: number; readonly maximum?: number}[];
}

export interface SiblingRepository {
  readonly repository: string;
  readonly newestPushAt?: number;
  readonly newestTag?: string;
}

export interface CustomDomain {
  readonly name: string;
  readonly status?: string;
  readonly pendingRecords: readonly string[];
}

export interface KmsKey {
  readonly arn: string;
  readonly state?: string;
  readonly enabled?: boolean;
}
