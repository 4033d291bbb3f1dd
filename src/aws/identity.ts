import type {Aws, CallOptions} from './clients.js';

/** Whose credentials are in use; needs no permission. */
export async function callerIdentity(aws: Aws, options: CallOptions = {}): Promise<{account?: string; arn?: string}> {
  const {GetCallerIdentityCommand} = await import('./sdk/sts.js');
  const client = await aws.client('sts');
  return aws.run(
    'sts:GetCallerIdentity',
    async (abortSignal) => {
      const answer = await client.send(new GetCallerIdentityCommand({}), {abortSignal});
      return {
        ...(answer.Account !== undefined && {account: answer.Account}),
        ...(answer.Arn !== undefined && {arn: answer.Arn}),
      };
    },
    options,
  );
}
