import type {Aws, CallOptions} from './clients.js';
import {answered, MalformedAnswerError} from './errors.js';

export interface SecretFacts {
  readonly deletedAt?: number;
  readonly kmsKeyId?: string;
}

/** That a secret exists, not what it holds. */
export async function describeSecret(
  aws: Aws,
  id: string,
  region: string | undefined,
  options: CallOptions = {},
): Promise<SecretFacts> {
  const {DescribeSecretCommand} = await import('./sdk/secretsmanager.js');
  const client = await aws.client('secretsmanager', region);
  return aws.run(
    'secretsmanager:DescribeSecret',
    async (abortSignal) => {
      const answer = await client.send(new DescribeSecretCommand({SecretId: id}), {abortSignal});
      if (answer.ARN === undefined && answer.Name === undefined) {
        throw new MalformedAnswerError('the answer holds no secret');
      }
      const deletedAt = answer.DeletedDate?.getTime();
      return {
        ...(deletedAt !== undefined && {deletedAt}),
        ...(answer.KmsKeyId !== undefined && {kmsKeyId: answer.KmsKeyId}),
      };
    },
    options,
  );
}

/** That a parameter exists; undefined when it does not. Its value is not asked for. */
export async function describeParameter(
  aws: Aws,
  name: string,
  region: string | undefined,
  options: CallOptions = {},
): Promise<{type?: string; kmsKeyId?: string} | undefined> {
  const {DescribeParametersCommand} = await import('./sdk/ssm.js');
  const client = await aws.client('ssm', region);
  return aws.run(
    'ssm:DescribeParameters',
    async (abortSignal) => {
      const answer = await client.send(
        new DescribeParametersCommand({ParameterFilters: [{Key: 'Name', Option: 'Equals', Values: [name]}]}),
        {abortSignal},
      );
      const found = answered(answer.Parameters, 'Parameters').find((p) => p.Name === name);
      if (found === undefined) return undefined;
      return {
        ...(found.Type !== undefined && {type: found.Type}),
        ...(found.KeyId !== undefined && {kmsKeyId: found.KeyId}),
      };
    },
    options,
  );
}

/**
 * The value itself; only after the user asked for it.
 *
 * @param options version: by stage, by id, or both; without either it is the current
 */
export async function secretValue(
  aws: Aws,
  id: string,
  region: string | undefined,
  options: CallOptions & {readonly version?: {readonly stage?: string; readonly id?: string}} = {},
): Promise<string | undefined> {
  const {GetSecretValueCommand} = await import('./sdk/secretsmanager.js');
  const client = await aws.client('secretsmanager', region);
  const {stage, id: versionId} = options.version ?? {};
  const input = {
    SecretId: id,
    ...(stage !== undefined && {VersionStage: stage}),
    ...(versionId !== undefined && {VersionId: versionId}),
  };
  return aws.run(
    'secretsmanager:GetSecretValue',
    async (abortSignal) => (await client.send(new GetSecretValueCommand(input), {abortSignal})).SecretString,
    options,
  );
}

/** The value itself, decrypted; only after the user asked for it. */
export async function parameterValue(
  aws: Aws,
  name: string,
  region: string | undefined,
  options: CallOptions = {},
): Promise<string | undefined> {
  const {GetParameterCommand} = await import('./sdk/ssm.js');
  const client = await aws.client('ssm', region);
  return aws.run(
    'ssm:GetParameter',
    async (abortSignal) =>
      (await client.send(new GetParameterCommand({Name: name, WithDecryption: true}), {abortSignal})).Parameter?.Value,
    options,
  );
}
