import {AWS_OPERATIONS, type AwsOperation} from './operations.js';

/** An IAM policy document. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: '*';
  }[];
}

/**
 * The smallest policy under which every answer is complete, made from the list of operations that the tool can call.
 *
 * `Resource` is `*` because most of these actions know no resources; those that do may be narrowed to the service,
 * its log groups and its repositories.
 */
export function readingPolicy(options: {readonly resolveSecrets?: boolean; readonly insights?: boolean} = {}): Policy {
  const operations: readonly AwsOperation[] = AWS_OPERATIONS;
  const asked = (flag: AwsOperation['onlyWith']) => operations.filter(({onlyWith}) => onlyWith === flag);
  return {
    Version: '2012-10-17',
    Statement: [
      statement('NeravaDiagRead', asked(undefined)),
      ...(options.insights ? [statement('NeravaDiagInsights', asked('--insights'))] : []),
      ...(options.resolveSecrets ? [statement('NeravaDiagResolveSecrets', asked('--resolve-secrets'))] : []),
    ],
  };
}

function statement(sid: string, operations: readonly AwsOperation[]): Policy['Statement'][number] {
  const actions = new Set(operations.map(({iamAction}) => iamAction));
  return {Sid: sid, Effect: 'Allow', Action: [...actions].sort(), Resource: '*'};
}
