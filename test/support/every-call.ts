import type {Dataset} from './fake-aws.js';
import {ACCOUNT, rolledBackIncident} from './incident.js';

const CONNECTOR = `arn:aws:apprunner:us-east-1:${ACCOUNT}:vpcconnector/egress/1/00000000000000000000000000000001`;
const KEY = '/my-api/dsn';

/** The incident of `incident.ts` with all that makes collecting call every operation it knows. */
export function everyCall(): Dataset {
  const dataset = rolledBackIncident();
  return {
    ...dataset,
    services: (dataset.services ?? []).map((service) => ({
      ...service,
      describe: withMore(service.describe),
    })),
    secrets: {'my-api/key': {value: '{"field":"canary-secret-8c1e"}'}},
    parameters: {[KEY]: {type: 'SecureString', value: 'canary-parameter-5d2c'}},
    vpcConnectors: {[CONNECTOR]: {name: 'egress', subnets: ['subnet-0a'], securityGroups: ['sg-0a']}},
    subnets: {'subnet-0a': {vpc: 'vpc-0a', zone: 'us-east-1a'}},
    routeTables: [{id: 'rtb-0a', vpc: 'vpc-0a', main: true, routes: {'0.0.0.0/0': 'nat-0a'}}],
  };
}

/** The same service, well: its last deployment succeeded and nothing speaks against it. */
export function everyCallHealthy(): Dataset {
  const dataset = everyCall();
  return {
    ...dataset,
    services: (dataset.services ?? []).map((service) => ({
      ...service,
      operations: (service.operations ?? []).slice(1),
      logs: {
        events: (service.logs?.events ?? []).slice(0, 1),
        deployments: {},
        instances: {b1b2c3d4e5f60718293a4b5c6d7e8f91: [['2026-01-20T10:03:00Z', 'started']]},
      },
    })),
    cloudTrail: [],
    metrics: {},
    roles: {
      pull: {createdAt: '2026-01-01T00:00:00Z', trust: ['build.apprunner.amazonaws.com']},
      run: {createdAt: '2026-01-01T00:00:00Z', trust: ['tasks.apprunner.amazonaws.com']},
    },
  };
}

type Describe = NonNullable<Dataset['services']>[number]['describe'];

function withMore(describe: Describe): Describe {
  const source = describe['SourceConfiguration'] as {
    readonly ImageRepository: {readonly ImageConfiguration: {readonly RuntimeEnvironmentSecrets: object}};
  };
  const {ImageRepository: repository} = source;
  return {
    ...describe,
    SourceConfiguration: {
      ...source,
      ImageRepository: {
        ...repository,
        ImageConfiguration: {
          ...repository.ImageConfiguration,
          RuntimeEnvironmentSecrets: {
            ...repository.ImageConfiguration.RuntimeEnvironmentSecrets,
            DSN: `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter${KEY}`,
          },
        },
      },
    },
    NetworkConfiguration: {EgressConfiguration: {EgressType: 'VPC', VpcConnectorArn: CONNECTOR}},
  };
}
