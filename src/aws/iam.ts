import type {Aws, CallOptions} from './clients.js';
import {answered, MalformedAnswerError} from './errors.js';

export interface AwsRole {
  readonly arn?: string;
  readonly createdAt?: number;
  /** The trust policy as JSON text. */
  readonly trust?: string;
}

/** @param name the role's name without its path */
export async function getRole(aws: Aws, name: string, options: CallOptions = {}): Promise<AwsRole> {
  const {GetRoleCommand} = await import('./sdk/iam.js');
  const client = await aws.client('iam');
  return aws.run(
    'iam:GetRole',
    async (abortSignal) => {
      const {Role: role} = await client.send(new GetRoleCommand({RoleName: name}), {abortSignal});
      // An answer without the role is no proof that the role exists.
      if (role === undefined) throw new MalformedAnswerError('the answer holds no Role');
      const createdAt = role.CreateDate?.getTime();
      return {
        ...(role.Arn !== undefined && {arn: role.Arn}),
        ...(createdAt !== undefined && Number.isFinite(createdAt) && {createdAt}),
        ...(role.AssumeRolePolicyDocument !== undefined && {trust: decoded(role.AssumeRolePolicyDocument)}),
      };
    },
    options,
  );
}

/** Which of the actions the role's policies allow on every one of the resources. */
export async function simulate(
  aws: Aws,
  role: string,
  actions: readonly string[],
  resources: readonly string[],
  options: CallOptions = {},
): Promise<{[action: string]: boolean}> {
  const {SimulatePrincipalPolicyCommand} = await import('./sdk/iam.js');
  const client = await aws.client('iam');
  return aws.run(
    'iam:SimulatePrincipalPolicy',
    async (abortSignal) => {
      const answer = await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: role,
          ActionNames: [...actions],
          ResourceArns: [...resources],
        }),
        {abortSignal},
      );
      const allowed: {[action: string]: boolean} = {};
      for (const {EvalActionName: action, EvalDecision: decision} of answered(
        answer.EvaluationResults,
        'EvaluationResults',
      )) {
        if (action !== undefined) allowed[action] = decision === 'allowed' && allowed[action] !== false;
      }
      return allowed;
    },
    options,
  );
}

/** IAM sends policies URL-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
