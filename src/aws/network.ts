import type {RouteTable, Subnet} from '@aws-sdk/client-ec2';
import type {Aws, CallOptions} from './clients.js';
import {AwsError, answered} from './errors.js';

export type {RouteTable, Subnet};

/** Subnets by id; those that do not exist are left out. */
export async function describeSubnets(
  aws: Aws,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<readonly Subnet[]> {
  const {DescribeSubnetsCommand} = await import('./sdk/ec2.js');
  const client = await aws.client('ec2');
  const read = (some: readonly string[]): Promise<readonly Subnet[]> =>
    aws.run(
      'ec2:DescribeSubnets',
      async (abortSignal) =>
        answered(
          (await client.send(new DescribeSubnetsCommand({SubnetIds: [...some]}), {abortSignal})).Subnets,
          'Subnets',
        ),
      options,
    );
  try {
    return await read(ids);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // One missing id fails the call for all of them.
    const each = await Promise.all(
      ids.map((id) =>
        read([id]).catch((e: unknown) => {
          if (isMissing(e)) return [];
          throw e;
        }),
      ),
    );
    return each.flat();
  }
}

/** Route tables of the VPCs: explicit associations and the main ones. */
export async function describeRouteTables(
  aws: Aws,
  vpcs: readonly string[],
  options: CallOptions = {},
): Promise<RouteTable[]> {
  const {DescribeRouteTablesCommand} = await import('./sdk/ec2.js');
  const client = await aws.client('ec2');
  return aws.run(
    'ec2:DescribeRouteTables',
    async (abortSignal) => {
      const tables: RouteTable[] = [];
      let token: string | undefined;
      for (let page = 0; page < 10; page++) {
        const answer = await client.send(
          new DescribeRouteTablesCommand({
            Filters: [{Name: 'vpc-id', Values: [...vpcs]}],
            ...(token !== undefined && {NextToken: token}),
          }),
          {abortSignal},
        );
        tables.push(...answered(answer.RouteTables, 'RouteTables'));
        if (answer.NextToken === undefined || answer.NextToken === '') break;
        token = answer.NextToken;
      }
      return tables;
    },
    options,
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof AwsError && error.failure.code === 'InvalidSubnetID.NotFound';
}
