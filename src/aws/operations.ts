/**
 * The one list of AWS operations that this tool can call. Every client refuses what is not listed here (see
 * clients.ts), the IAM policy is made from it, and a test proves that none of them writes.
 *
 * StartQuery and StopQuery read, their names notwithstanding: a query changes no log and leaves nothing behind, AWS's
 * own CloudWatchLogsReadOnlyAccess grants both, and only a query that this tool began is ever stopped.
 */
export interface AwsOperation {
  readonly service: ServiceId;
  readonly operation: string;
  /** The IAM action that permits it; not always the operation's own name. */
  readonly iamAction: string;
  /** What the answer is for, as the end of "needed to …". */
  readonly why: string;
  /** Without it there is no answer at all; every other one missing is a gap in the report. */
  readonly essential: boolean;
  /** Called only when the user asks for it by this flag. */
  readonly onlyWith?: OptIn;
}

/** What a user asks for beyond the ordinary. */
export type OptIn = '--resolve-secrets' | '--insights';

export type ServiceId =
  | 'apprunner'
  | 'sts'
  | 'logs'
  | 'ecr'
  | 'cloudtrail'
  | 'iam'
  | 'secretsmanager'
  | 'ssm'
  | 'ec2'
  | 'cloudwatch';

/** "apprunner:DescribeService" */
export type OperationId = (typeof AWS_OPERATIONS)[number]['id'];

function op<const S extends ServiceId, const O extends string>(
  service: S,
  operation: O,
  why: string,
  more: {essential?: true; iamAction?: string; onlyWith?: OptIn} = {},
) {
  return {
    id: `${service}:${operation}` as const,
    service,
    operation,
    iamAction: more.iamAction ?? `${service}:${operation}`,
    why,
    essential: more.essential ?? false,
    ...(more.onlyWith && {onlyWith: more.onlyWith}),
  };
}

export const AWS_OPERATIONS = [
  op('apprunner', 'ListServices', 'find a service by its name', {essential: true}),
  op('apprunner', 'DescribeService', 'read the configuration of the service', {essential: true}),
  op('apprunner', 'ListOperations', 'see deployments and silent rollbacks'),
  op('apprunner', 'DescribeVpcConnector', 'see which subnets outgoing traffic takes'),
  op('apprunner', 'DescribeCustomDomains', 'see whether custom domains are validated'),
  op('sts', 'GetCallerIdentity', 'say whose credentials were used'),
  op('logs', 'DescribeLogStreams', 'tell the instances of a deployment from older ones'),
  op('logs', 'FilterLogEvents', 'read the logs around the failed deployment'),
  op('logs', 'GetLogEvents', "read App Runner's own lines and the end of long logs"),
  op('logs', 'StartQuery', 'search a long time of logs by CloudWatch Logs Insights', {onlyWith: '--insights'}),
  op('logs', 'GetQueryResults', 'read what that search found', {onlyWith: '--insights'}),
  op('logs', 'StopQuery', 'end that search when its answer is no longer wanted', {onlyWith: '--insights'}),
  op('ecr', 'DescribeImages', 'see when an image was pushed, and whether its tag exists'),
  op('ecr', 'BatchGetImage', 'read the manifests of the good and the failed image'),
  op('ecr', 'GetDownloadUrlForLayer', "read the images' configuration: architecture, command, port"),
  op('ecr', 'GetAuthorizationToken', 'read images through the registry where download URLs are denied'),
  op('ecr', 'DescribeRepositories', 'find another repository that received the newer push'),
  op('ecr', 'DescribePullThroughCacheRules', 'read images by tag only where ECR imports nothing for it'),
  op('cloudtrail', 'LookupEvents', 'see who changed the service, and the image attempted'),
  op('iam', 'GetRole', 'check that roles exist and whom they trust'),
  op('iam', 'SimulatePrincipalPolicy', 'check what the roles may do'),
  op('secretsmanager', 'DescribeSecret', 'check that referenced secrets exist, never their values'),
  op('secretsmanager', 'GetSecretValue', 'judge secrets by the contract', {onlyWith: '--resolve-secrets'}),
  op('ssm', 'DescribeParameters', 'check that referenced parameters exist, never their values'),
  op('ssm', 'GetParameter', 'judge parameters by the contract', {onlyWith: '--resolve-secrets'}),
  op('ec2', 'DescribeSubnets', "see the VPC connector's subnets"),
  op('ec2', 'DescribeRouteTables', 'see whether those subnets reach the internet'),
  op('cloudwatch', 'GetMetricData', 'see memory and CPU during the deployment'),
] as const satisfies readonly (AwsOperation & {id: string})[];

const BY_ID: ReadonlyMap<string, AwsOperation> = new Map(AWS_OPERATIONS.map((o) => [o.id, o]));

/** The entry of the list; undefined when the operation may not be called. */
export function findOperation(id: string): AwsOperation | undefined {
  return BY_ID.get(id);
}
