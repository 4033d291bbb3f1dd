import type {Aws} from '../../aws/clients.js';
import {getRole, simulate} from '../../aws/iam.js';
import {type Found, isNotFound, partialGap} from '../attempt.js';
import {parseEcrReference} from '../image-address.js';
import type {RoleFacts, Roles, SecretReference} from '../model.js';
import {resourceArn} from '../secret-reference.js';
import type {OptionalContext} from './optional-context.js';
import {given} from './service.js';

type RoleGap = NonNullable<Roles['gaps']>[number];

/** Actions, and what a role needs them on: simulated on `*`, a policy for one resource would look like a refusal. */
interface Need {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const PULL = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:DescribeImages',
];

/** Whether the access and instance roles exist, whom they trust, and (where it may be simulated) what they may do. */
export async function collectRoles(
  {aws, service, secrets}: OptionalContext,
  signal: AbortSignal,
): Promise<Found<Roles>> {
  const {accessRoleArn, instanceRoleArn} = service;
  if (accessRoleArn === undefined && instanceRoleArn === undefined) return {absent: 'the service has no role'};
  const gaps: RoleGap[] = [];
  const [access, instance] = await Promise.all([
    readRole(aws, accessRoleArn, pullNeeds(service), gaps, signal),
    readRole(aws, instanceRoleArn, secretNeeds(secrets, service), gaps, signal),
  ]);
  return {value: {...given('access', access), ...given('instance', instance), ...(gaps.length > 0 && {gaps})}};
}

async function readRole(
  aws: Aws,
  arn: string | undefined,
  needs: readonly Need[],
  gaps: RoleGap[],
  signal: AbortSignal,
): Promise<RoleFacts | undefined> {
  if (arn === undefined) return undefined;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  // What the simulation says stands also where the role itself may not be read.
  const [role, allowed] = await Promise.allSettled([
    getRole(aws, name, {signal}),
    whatItMayDo(aws, arn, needs, gaps, signal),
  ]);
  const tried = allowed.status === 'fulfilled' ? allowed.value : undefined;
  if (role.status === 'rejected') {
    if (isNotFound(role.reason)) return {arn, exists: false};
    gaps.push(partialGap(name, role.reason));
    return tried && {arn, exists: true, allowed: tried};
  }
  const {createdAt, trust} = role.value;
  const trustedServices = trust === undefined ? undefined : readTrust(trust);
  if (trustedServices === undefined) gaps.push({what: `whom ${name} trusts`, why: 'the trust policy cannot be read'});
  return {
    arn,
    exists: true,
    ...given('createdAt', createdAt),
    ...given('trustedServices', trustedServices),
    ...given('allowed', tried),
  };
}

/** What the simulation says of each action; undefined where it says nothing. */
async function whatItMayDo(
  aws: Aws,
  arn: string,
  needs: readonly Need[],
  gaps: RoleGap[],
  signal: AbortSignal,
): Promise<RoleFacts['allowed']> {
  const answers = await Promise.allSettled(
    needs.map(({actions, resources}) => simulate(aws, arn, actions, resources, {signal})),
  );
  const failed = answers.find((answer) => answer.status === 'rejected');
  // Without the role there is nothing to simulate, and its absence is the answer.
  if (failed !== undefined && !isNotFound(failed.reason)) {
    gaps.push(partialGap(`what ${arn.slice(arn.lastIndexOf('/') + 1)} may do`, failed.reason));
  }
  const allowed = Object.assign({}, ...answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : {})));
  return Object.keys(allowed).length > 0 ? allowed : undefined;
}

/** Service principals that an Allow statement lets assume the role. Conditions are not judged. */
export function readTrust(policy: string): readonly string[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    return undefined;
  }
  const statements = list((parsed as {Statement?: unknown} | null)?.Statement);
  return statements.flatMap((statement) => {
    const s = statement as {Effect?: unknown; Action?: unknown; Principal?: unknown} | null;
    const actions = list(s?.Action);
    const assumes = actions.some((a) => a === 'sts:AssumeRole' || a === 'sts:*' || a === '*');
    if (s?.Effect !== 'Allow' || !assumes) return [];
    if (s.Principal === '*') return ['*'];
    return list((s.Principal as {Service?: unknown} | null)?.Service).filter((p) => typeof p === 'string');
  });
}

function pullNeeds(service: OptionalContext['service']): Need[] {
  const own = service.source.kind === 'image' ? parseEcrReference(service.source.image) : undefined;
  if (own === undefined) return [];
  const {region, registryId, repository} = own.repository;
  return [
    {actions: ['ecr:GetAuthorizationToken'], resources: ['*']},
    {actions: PULL, resources: [`arn:${partition(service.arn)}:ecr:${region}:${registryId}:repository/${repository}`]},
  ];
}

function secretNeeds(secrets: readonly SecretReference[], service: OptionalContext['service']): Need[] {
  const arnsOf = (kind: SecretReference['kind']) =>
    secrets.filter((secret) => secret.kind === kind).map((secret) => resourceArn(secret, service));
  const vault = arnsOf('secrets-manager');
  const parameters = arnsOf('ssm');
  return [
    ...(vault.length > 0 ? [{actions: ['secretsmanager:GetSecretValue'], resources: vault}] : []),
    ...(parameters.length > 0 ? [{actions: ['ssm:GetParameters'], resources: parameters}] : []),
  ];
}

function partition(arn: string): string {
  return arn.split(':')[1] ?? 'aws';
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}
