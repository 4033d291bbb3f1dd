/**
 * The operations that each command calls on the data sets of these tests, as the fake AWS names them. A matrix fails
 * when its command calls another, or one less: the lists are written down, never derived from the code.
 */

/** To find a service, to read its configuration and its deployments. */
const FIND = ['apprunner:DescribeService', 'apprunner:ListOperations', 'apprunner:ListServices'];
/** The manifest of an image, its configuration and its layers. */
const IMAGES = [
  'ecr:BatchGetImage',
  'ecr:DescribeImages',
  'ecr:DescribePullThroughCacheRules',
  'ecr:GetDownloadUrlForLayer',
  'layer:GET',
];
const LINES = ['logs:FilterLogEvents', 'logs:GetLogEvents'];
const STREAMS = 'logs:DescribeLogStreams';
const SECRETS = ['secretsmanager:DescribeSecret', 'ssm:DescribeParameters'];
const SECRET_VALUES = ['secretsmanager:GetSecretValue', 'ssm:GetParameter'];
const ROLES = ['iam:GetRole', 'iam:SimulatePrincipalPolicy'];
const NETWORK = [
  'apprunner:DescribeCustomDomains',
  'apprunner:DescribeVpcConnector',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSubnets',
];
const CHANGES = 'cloudtrail:LookupEvents';
const METRICS = 'cloudwatch:GetMetricData';
const REPOSITORIES = 'ecr:DescribeRepositories';
const CALLER = 'sts:GetCallerIdentity';

/** What a report is made of. */
const REPORT = [
  ...FIND,
  ...NETWORK,
  CHANGES,
  METRICS,
  ...IMAGES,
  REPOSITORIES,
  ...ROLES,
  STREAMS,
  ...LINES,
  ...SECRETS,
  CALLER,
];

/** By command, its flags where they make a difference. */
export const OPERATIONS = {
  'collect --resolve-secrets': [...REPORT, ...SECRET_VALUES],
  'compare-images': [...FIND, ...IMAGES, 'logs:GetLogEvents'],
  'compare-images --repository': IMAGES,
  deployments: [...FIND, CHANGES, ...LINES, CALLER],
  diagnose: REPORT,
  'diagnose --resolve-secrets': [...REPORT, ...SECRET_VALUES],
  'diagnose --all': [...FIND, ...NETWORK, ...IMAGES, ...ROLES, STREAMS, ...LINES, ...SECRETS],
  doctor: REPORT,
  env: FIND,
  logs: [...FIND, STREAMS, 'logs:FilterLogEvents'],
  'logs --insights': [...FIND, STREAMS, 'logs:GetQueryResults', 'logs:StartQuery'],
  'preflight --resolve-secrets': [...FIND, ...IMAGES, ...ROLES, ...LINES, ...SECRETS, ...SECRET_VALUES, CALLER],
  'preflight --no-service': IMAGES,
  reproduce: [...FIND, CHANGES, ...IMAGES, ...LINES, CALLER],
  validate: [...FIND, ...IMAGES, ...LINES, ...SECRETS, CALLER],
  'validate --all': [...FIND, ...IMAGES, ...LINES, ...SECRETS],
} as const satisfies {readonly [command: string]: readonly string[]};

/** What most commands rest on. */
export const MAIN: readonly string[] = [
  ...FIND,
  ...LINES,
  STREAMS,
  'ecr:BatchGetImage',
  'ecr:DescribeImages',
  CHANGES,
  METRICS,
  ...SECRETS,
];

/** Operations whose failure need not cost anything: other calls bring the same. */
export const MADE_UP_FOR: ReadonlySet<string> = new Set([
  // Where the rules are not known, images are read by digest.
  'ecr:DescribePullThroughCacheRules',
  'ecr:GetDownloadUrlForLayer',
  'layer:GET',
  STREAMS,
  ...LINES,
]);

/** Without them nothing says whether a deployment failed. */
export const SAY_WHAT_FAILED: readonly string[] = FIND;
