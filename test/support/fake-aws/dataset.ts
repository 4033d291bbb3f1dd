/**
 * A whole incident as AWS would tell it: what `fixtures/incidents/<slug>/aws.json` holds.
 *
 * Concise on purpose. What AWS derives (ARNs, ids in log group names, manifests, config blobs, digests) the fake
 * server derives too. Times are absolute ISO strings, so that a replay never depends on the day it runs.
 */
export interface Dataset {
  /** The moment of the look: newer than every other time. */
  readonly now: string;
  /** Default 111122223333. */
  readonly account?: string;
  /** Default us-east-1. */
  readonly region?: string;
  /** ARN that sts:GetCallerIdentity answers. */
  readonly caller?: string;
  readonly services?: readonly FakeService[];
  /** Log groups that no service above owns (of a deleted predecessor, say), by full name. */
  readonly logGroups?: {readonly [group: string]: FakeLogGroup};
  readonly repositories?: {readonly [name: string]: FakeRepository};
  /** Prefixes of the registry's pull-through cache rules. */
  readonly pullThroughCache?: readonly string[];
  readonly cloudTrail?: readonly FakeTrailEvent[];
  readonly roles?: {readonly [name: string]: FakeRole};
  /** By name. A reference with a six-character suffix finds them too, as in AWS. */
  readonly secrets?: {readonly [name: string]: FakeSecret};
  /** By name, with the leading slash if it has one. */
  readonly parameters?: {readonly [name: string]: FakeParameter};
  /** By ARN; the shape of DescribeVpcConnector's VpcConnector without the ARN. */
  readonly vpcConnectors?: {readonly [arn: string]: FakeConnector};
  readonly subnets?: {readonly [id: string]: FakeSubnet};
  readonly routeTables?: readonly FakeRouteTable[];
  /** `MemoryUtilization`, `CPUUtilization`, ...: one value a minute. */
  readonly metrics?: {readonly [metric: string]: readonly (readonly [at: string, value: number])[]};
  /** Operations that the caller may not call: `cloudtrail:LookupEvents`. */
  readonly denied?: readonly string[];
}

export interface FakeService {
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly createdAt?: string;
  /** What DescribeService says beyond name, id, ARN, URL and dates: the raw API shape. */
  readonly describe: JsonObject;
  /** Newest first. */
  readonly operations?: readonly FakeOperation[];
  readonly logs?: {
    /** Lines of stream `events`. Absent: the service group was never made. */
    readonly events?: readonly FakeLine[];
    /** Lines of stream `deployment/<id>`. */
    readonly deployments?: {readonly [operationId: string]: readonly FakeLine[]};
    /** Lines of stream `instance/<id>` of the application group. Absent: there is no such group. */
    readonly instances?: {readonly [instanceId: string]: readonly FakeLine[]};
  };
  readonly customDomains?: readonly JsonObject[];
}

/** ISO time, text; a third member is the ingestion time, when the event came late. */
export type FakeLine = readonly [at: string, text: string, ingestedAt?: string];

export interface FakeOperation {
  readonly id: string;
  readonly type?: string;
  readonly status?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly updatedAt?: string;
}

export interface FakeLogGroup {
  readonly createdAt?: string;
  readonly streams: {readonly [stream: string]: readonly FakeLine[]};
}

export interface FakeRepository {
  readonly createdAt?: string;
  readonly tagMutability?: 'MUTABLE' | 'IMMUTABLE';
  /** Of another account whose policy lets the caller in. Default: the caller's own. */
  readonly account?: string;
  readonly images: readonly FakeImage[];
}

/** A single image, or with `platforms` an index over several. */
export interface FakeImage extends FakeImageSpec {
  readonly tags: readonly string[];
  readonly pushedAt: string;
  readonly lastPulledAt?: string;
  /** The kinds of media types. Default `docker`. */
  readonly flavour?: 'docker' | 'oci';
  readonly platforms?: readonly FakeImageSpec[];
  /** Adds an attestation entry (unknown/unknown); makes an index of a single image. */
  readonly attestation?: boolean;
}

export interface FakeImageSpec {
  /** Default amd64. */
  readonly architecture?: string;
  /** Default linux. */
  readonly os?: string;
  readonly variant?: string;
  readonly created?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: readonly string[];
  readonly exposedPorts?: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
  readonly labels?: {readonly [name: string]: string};
  readonly stopSignal?: string;
  readonly healthcheck?: JsonObject;
  /** Oldest first. A step with `files` or `packedBytes` makes a layer, any other is an empty layer. */
  readonly history?: readonly FakeStep[];
}

export interface FakeStep {
  readonly createdBy: string;
  readonly created?: string;
  /** Path without leading slash to content: a real layer, downloadable. A name that starts with `.wh.` is a whiteout. */
  readonly files?: {readonly [path: string]: string | {readonly content: string; readonly mode?: number}};
  /** A layer of this size that only exists by its digest: equal steps of two images share it. */
  readonly packedBytes?: number;
}

export interface FakeTrailEvent {
  readonly name: string;
  readonly at: string;
  readonly by?: string;
  readonly id?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** As CloudTrail writes it, hidden members included. */
  readonly requestParameters?: JsonObject;
  readonly responseElements?: JsonObject;
}

export interface FakeRole {
  readonly createdAt: string;
  /** Service principals that may assume it. */
  readonly trust: readonly string[];
  /** Actions that simulation allows; `ecr:*` is a prefix. Default: every action. */
  readonly allows?: readonly string[];
}

export interface FakeSecret {
  /** Full ARN; default made from the name with the suffix AbCdEf. */
  readonly arn?: string;
  readonly deletedAt?: string;
  readonly kmsKeyId?: string;
  /** What GetSecretValue answers. */
  readonly value?: string;
  /** The version at stage AWSPREVIOUS. */
  readonly previous?: string;
}

export interface FakeParameter {
  readonly type?: 'String' | 'SecureString' | 'StringList';
  readonly value?: string;
  readonly keyId?: string;
}

export interface FakeConnector {
  readonly name: string;
  readonly status?: 'ACTIVE' | 'INACTIVE';
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

export interface FakeSubnet {
  readonly vpc: string;
  readonly zone: string;
}

export interface FakeRouteTable {
  readonly id: string;
  readonly vpc: string;
  readonly main?: boolean;
  readonly subnets?: readonly string[];
  /** Destination to target: `{"0.0.0.0/0": "nat-0123"}`; targets by their prefix (nat-, igw-, local, tgw-, eni-). */
  readonly routes: {readonly [destination: string]: string};
}

export type JsonObject = {readonly [key: string]: unknown};

export const DEFAULT_ACCOUNT = '111122223333';
export const DEFAULT_REGION = 'us-east-1';
