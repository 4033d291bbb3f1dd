import type {Found} from '../attempt.js';
import type {EvidenceId, EvidenceValues} from '../model.js';
import {collectChangeHistory} from './change-history.js';
import {collectDomains} from './domains.js';
import {collectKeys} from './keys.js';
import {collectMetrics} from './metrics.js';
import {collectNetwork} from './network.js';
import type {OptionalContext} from './optional-context.js';
import {collectRoles} from './roles.js';
import {collectSecrets} from './secrets.js';
import {collectSiblings} from './sibling-repositories.js';

export type OptionalId =
  | 'change-history'
  | 'roles'
  | 'secrets'
  | 'network'
  | 'metrics'
  | 'sibling-repositories'
  | 'domains'
  | 'keys';

type OptionalCollector = {
  readonly [K in OptionalId]: {
    readonly id: K;
    readonly source: string;
    /** Starts only when the deployment is known; every other one starts with the service. */
    readonly needsExamination?: true;
    readonly collect: (context: OptionalContext, signal: AbortSignal) => Promise<Found<EvidenceValues[K]>>;
  };
}[OptionalId];

export const OPTIONAL_COLLECTORS: readonly OptionalCollector[] = [
  {id: 'change-history', source: 'cloudtrail:LookupEvents', needsExamination: true, collect: collectChangeHistory},
  {id: 'roles', source: 'iam:GetRole', collect: collectRoles},
  {id: 'secrets', source: 'secretsmanager:DescribeSecret, ssm:DescribeParameters', collect: collectSecrets},
  {id: 'network', source: 'apprunner:DescribeVpcConnector', collect: collectNetwork},
  {id: 'metrics', source: 'cloudwatch:GetMetricData', needsExamination: true, collect: collectMetrics},
  {id: 'sibling-repositories', source: 'ecr:DescribeRepositories', collect: collectSiblings},
  {id: 'domains', source: 'apprunner:DescribeCustomDomains', collect: collectDomains},
  {id: 'keys', source: 'kms:DescribeKey', collect: collectKeys},
];

type Listed = OptionalId | 'identity' | 'service' | 'operations' | 'service-log' | 'application-log';
type Rest = Exclude<EvidenceId, Listed | 'image-attempted' | 'image-running' | 'image-files' | 'baseline'>;
/** Every optional id has its collector: does not compile when one of the evidence model's is forgotten here. @public */
export const ALL_OPTIONAL_LISTED: [Rest] extends [never] ? true : never = true;
