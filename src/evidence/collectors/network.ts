import {describeVpcConnector} from '../../aws/app-runner.js';
import type {Aws} from '../../aws/clients.js';
import {describeRouteTables, describeSubnets, type RouteTable} from '../../aws/network.js';
import {type Found, isNotFound, partialGap} from '../attempt.js';
import type {Network, Subnet} from '../model.js';
import type {OptionalContext} from './optional-context.js';
import {given} from './service.js';

type NetworkGap = NonNullable<Network['gaps']>[number];

/** The VPC connector, its subnets, and where they send what leaves the VPC. */
export async function collectNetwork({aws, service}: OptionalContext, signal: AbortSignal): Promise<Found<Network>> {
  const arn = service.egress?.vpcConnectorArn;
  if (arn === undefined) return {absent: 'outgoing traffic takes no VPC connector'};
  let connector: Awaited<ReturnType<typeof describeVpcConnector>>;
  try {
    connector = await describeVpcConnector(aws, arn, {signal});
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return {value: {connector: {arn, exists: false, subnets: [], securityGroups: []}}};
  }
  const gaps: NetworkGap[] = [];
  const subnets = await readSubnets(aws, connector.Subnets ?? [], gaps, signal);
  return {
    value: {
      connector: {
        arn,
        exists: true,
        ...given('status', connector.Status ?? undefined),
        subnets,
        securityGroups: connector.SecurityGroups ?? [],
      },
      ...(gaps.length > 0 && {gaps}),
    },
  };
}

/** Subnets that could not be looked up are left out (a gap), never said to be missing. */
async function readSubnets(
  aws: Aws,
  ids: readonly string[],
  gaps: NetworkGap[],
  signal: AbortSignal,
): Promise<Subnet[]> {
  if (ids.length === 0) return [];
  let found: Awaited<ReturnType<typeof describeSubnets>>;
  try {
    found = await describeSubnets(aws, ids, {signal});
  } catch (error) {
    gaps.push(partialGap('subnets of the VPC connector', error));
    return [];
  }
  const vpcs = [...new Set(found.flatMap((s) => (s.VpcId === undefined ? [] : [s.VpcId])))];
  let tables: readonly RouteTable[] | undefined;
  try {
    tables = vpcs.length === 0 ? [] : await describeRouteTables(aws, vpcs, {signal});
  } catch (error) {
    gaps.push(partialGap('routes of the VPC connector', error));
  }
  return ids.map((id): Subnet => {
    const subnet = found.find((s) => s.SubnetId === id);
    if (subnet === undefined) return {id, exists: false};
    const route = tables === undefined ? undefined : defaultRoute(id, subnet.VpcId, tables);
    return {
      id,
      exists: true,
      ...given('zone', subnet.AvailabilityZone ?? undefined),
      ...given('vpc', subnet.VpcId ?? undefined),
      ...given('defaultRoute', route),
    };
  });
}

/** Where 0.0.0.0/0 goes; undefined when no route table of the subnet was found. */
export function defaultRoute(
  subnet: string,
  vpc: string | undefined,
  tables: readonly RouteTable[],
): NonNullable<Subnet['defaultRoute']> | undefined {
  const explicit = tables.find((t) => t.Associations?.some((a) => a.SubnetId === subnet));
  const main = tables.find((t) => t.VpcId === vpc && t.Associations?.some((a) => a.Main === true));
  const table = explicit ?? main;
  if (table === undefined) return undefined;
  const route = table.Routes?.find((r) => r.DestinationCidrBlock === '0.0.0.0/0' && r.State !== 'blackhole');
  if (route === undefined) return 'none';
  if (route.NatGatewayId !== undefined || route.InstanceId !== undefined) return 'nat';
  if (route.GatewayId?.startsWith('igw-') === true) return 'internet-gateway';
  return 'other';
}
