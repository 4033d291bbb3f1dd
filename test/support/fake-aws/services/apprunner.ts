import {AwsError} from '../aws-error.js';
import type {FakeService} from '../dataset.js';
import {number, type Params, page, text} from '../params.js';
import {serviceArn, type World} from '../world.js';

const NAMED_DATES = new Set(['CreatedAt', 'UpdatedAt', 'DeletedAt', 'StartedAt', 'EndedAt']);

export const apprunner = {
  ListServices(params: Params, world: World): unknown {
    const {items, next} = page(world.services, pageSize(params), text(params, 'NextToken'));
    return {
      ServiceSummaryList: items.map((service) => {
        const {ServiceName, ServiceId, ServiceArn, ServiceUrl, CreatedAt, UpdatedAt, Status} = describe(service, world);
        return {ServiceName, ServiceId, ServiceArn, ServiceUrl, CreatedAt, UpdatedAt, Status};
      }),
      ...(next !== undefined && {NextToken: next}),
    };
  },

  DescribeService(params: Params, world: World): unknown {
    return {Service: describe(find(params, world), world)};
  },

  ListOperations(params: Params, world: World): unknown {
    const service = find(params, world);
    const {items, next} = page(service.operations ?? [], pageSize(params), text(params, 'NextToken'));
    return {
      OperationSummaryList: items.map((operation) =>
        epochDates({
          Id: operation.id,
          Type: operation.type,
          Status: operation.status,
          TargetArn: serviceArn(world, service),
          StartedAt: operation.startedAt,
          EndedAt: operation.endedAt,
          UpdatedAt: operation.updatedAt ?? operation.endedAt ?? operation.startedAt,
        }),
      ),
      ...(next !== undefined && {NextToken: next}),
    };
  },

  DescribeVpcConnector(params: Params, world: World): unknown {
    const arn = text(params, 'VpcConnectorArn') ?? '';
    const connector = world.dataset.vpcConnectors?.[arn];
    if (connector === undefined) throw notFound(arn);
    return {
      VpcConnector: {
        VpcConnectorName: connector.name,
        VpcConnectorArn: arn,
        VpcConnectorRevision: 1,
        Subnets: connector.subnets,
        SecurityGroups: connector.securityGroups,
        Status: connector.status ?? 'ACTIVE',
      },
    };
  },

  DescribeCustomDomains(params: Params, world: World): unknown {
    const service = find(params, world);
    const {items, next} = page(service.customDomains ?? [], pageSize(params, 5), text(params, 'NextToken'));
    return {
      DNSTarget: urlOf(service, world),
      ServiceArn: serviceArn(world, service),
      CustomDomains: items,
      VpcDNSTargets: [],
      ...(next !== undefined && {NextToken: next}),
    };
  },
};

function pageSize(params: Params, limit = 20): number {
  const size = number(params, 'MaxResults');
  if (size === undefined) return Number.MAX_SAFE_INTEGER;
  if (size < 1 || size > limit) {
    throw new AwsError('InvalidRequestException', `MaxResults must be between 1 and ${limit}.`);
  }
  return size;
}

function find(params: Params, world: World): FakeService {
  const arn = text(params, 'ServiceArn') ?? '';
  if (!arn.startsWith('arn:')) throw new AwsError('InvalidRequestException', `Invalid ServiceArn: ${arn}`);
  const service = world.services.find((candidate) => serviceArn(world, candidate) === arn);
  if (service === undefined) throw notFound(arn);
  return service;
}

function notFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Resource not found: ${arn}`);
}

function urlOf(service: FakeService, world: World): string {
  return `${service.id.slice(0, 10)}.${world.region}.awsapprunner.com`;
}

function describe(service: FakeService, world: World): {[key: string]: unknown} {
  const newest = service.operations?.[0];
  const created = service.createdAt ?? service.operations?.at(-1)?.startedAt;
  const derived = {
    ServiceName: service.name,
    ServiceId: service.id,
    ServiceArn: serviceArn(world, service),
    ServiceUrl: urlOf(service, world),
    CreatedAt: created,
    UpdatedAt: newest?.endedAt ?? newest?.startedAt ?? created,
    Status: 'RUNNING',
    InstanceConfiguration: {Cpu: '1024', Memory: '2048'},
    HealthCheckConfiguration: {
      Protocol: 'TCP',
      Path: '/',
      Interval: 5,
      Timeout: 2,
      HealthyThreshold: 1,
      UnhealthyThreshold: 5,
    },
    AutoScalingConfigurationSummary: {
      AutoScalingConfigurationArn: `arn:aws:apprunner:${world.region}:${world.account}:autoscalingconfiguration/DefaultConfiguration/1/00000000000000000000000000000001`,
      AutoScalingConfigurationName: 'DefaultConfiguration',
      AutoScalingConfigurationRevision: 1,
    },
    NetworkConfiguration: {
      EgressConfiguration: {EgressType: 'DEFAULT'},
      IngressConfiguration: {IsPubliclyAccessible: true},
      IpAddressType: 'IPV4',
    },
    ObservabilityConfiguration: {ObservabilityEnabled: false},
  };
  return epochDates({...derived, ...service.describe});
}

/** ISO strings of the members that are timestamps become epoch seconds. */
function epochDates(shape: {readonly [key: string]: unknown}): {[key: string]: unknown} {
  return Object.fromEntries(
    Object.entries(shape).map(([key, value]) => [
      key,
      NAMED_DATES.has(key) && typeof value === 'string' ? Date.parse(value) / 1000 : value,
    ]),
  );
}
