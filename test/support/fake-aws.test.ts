import {
  AppRunnerClient,
  DescribeServiceCommand,
  ListOperationsCommand,
  ListServicesCommand,
  paginateListServices,
} from '@aws-sdk/client-apprunner';
import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail';
import {CloudWatchClient, GetMetricDataCommand} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import {DescribeRouteTablesCommand, DescribeSubnetsCommand, EC2Client} from '@aws-sdk/client-ec2';
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetDownloadUrlForLayerCommand,
} from '@aws-sdk/client-ecr';
import {GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand} from '@aws-sdk/client-iam';
import {DescribeSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager';
import {GetParameterCommand, SSMClient} from '@aws-sdk/client-ssm';
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {afterEach, describe, expect, it} from 'vitest';
import {type Dataset, type FakeAws, type FakeAwsOptions, startFakeAws} from './fake-aws.js';

const ID = '0123456789abcdef0123456789abcdef';
const OP = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const ARN = `arn:aws:apprunner:us-east-1:111122223333:service/my-api/${ID}`;
const GROUP = `/aws/apprunner/my-api/${ID}/application`;

const DATASET: Dataset = {
  now: '2026-01-23T17:00:00Z',
  services: [
    {
      name: 'my-api',
      id: ID,
      createdAt: '2026-01-10T12:00:00Z',
      describe: {
        SourceConfiguration: {
          ImageRepository: {
            ImageIdentifier: '111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api:v1',
            ImageRepositoryType: 'ECR',
            ImageConfiguration: {RuntimeEnvironmentVariables: {ENV: 'prod'}, Port: '8000'},
          },
        },
      },
      operations: [{id: OP, type: 'UPDATE_SERVICE', status: 'SUCCEEDED', startedAt: '2026-01-23T16:20:00Z'}],
      logs: {
        events: [['2026-01-23T16:20:00Z', '[AppRunner] Service update started.']],
        instances: {
          [ID]: Array.from({length: 25}, (_, i) => [
            new Date(Date.parse('2026-01-23T16:21:00Z') + Math.floor(i / 2)).toISOString(),
            `line ${i}`,
          ]),
        },
      },
    },
    ...Array.from({length: 24}, (_, i) => ({name: `svc-${i}`, id: ID.replace('0', 'f'), describe: {}})),
  ],
  repositories: {
    'my-api': {
      images: [
        {
          tags: ['v1'],
          pushedAt: '2026-01-20T10:00:00Z',
          cmd: ['node', 'server.js'],
          history: [
            {createdBy: 'FROM base', packedBytes: 30_000_000},
            {createdBy: 'COPY . .', files: {'app/server.js': 'listen()'}},
            {createdBy: 'CMD ["node"]'},
          ],
        },
        {tags: ['multi'], pushedAt: '2026-01-21T10:00:00Z', flavour: 'oci', attestation: true, architecture: 'arm64'},
      ],
    },
  },
  cloudTrail: [{name: 'UpdateService', at: '2026-01-23T16:20:00Z', requestParameters: {serviceArn: ARN}}],
  roles: {access: {createdAt: '2025-01-01T00:00:00Z', trust: ['build.apprunner.amazonaws.com'], allows: ['ecr:*']}},
  secrets: {'my-api/db': {}},
  parameters: {'/my-api/key': {}},
  subnets: {'subnet-1': {vpc: 'vpc-1', zone: 'us-east-1a'}},
  routeTables: [{id: 'rtb-1', vpc: 'vpc-1', subnets: ['subnet-1'], routes: {'0.0.0.0/0': 'igw-1'}}],
  metrics: {MemoryUtilization: [['2026-01-23T16:21:00Z', 97]]},
};

const open: FakeAws[] = [];

async function start(options: FakeAwsOptions = {}, dataset = DATASET): Promise<FakeAws> {
  const fake = await startFakeAws(dataset, options);
  open.push(fake);
  return fake;
}

afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

describe('the fake App Runner', () => {
  it('pages services by at most 20', async () => {
    const fake = await start();
    const client = new AppRunnerClient(fake.client);
    const names: (string | undefined)[] = [];
    for await (const page of paginateListServices({client, pageSize: 20}, {})) {
      names.push(...(page.ServiceSummaryList ?? []).map((service) => service.ServiceName));
    }
    expect(names).toHaveLength(25);
    expect(fake.calls.map((call) => [call.operation, call.depth, call.status])).toEqual([
      ['apprunner:ListServices', 1, 200],
      ['apprunner:ListServices', 2, 200],
    ]);
    await expect(client.send(new ListServicesCommand({MaxResults: 21}))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it('describes a service with real dates, and refuses an unknown one', async () => {
    const fake = await start();
    const client = new AppRunnerClient(fake.client);
    const {Service} = await client.send(new DescribeServiceCommand({ServiceArn: ARN}));
    expect(Service?.CreatedAt).toEqual(new Date('2026-01-10T12:00:00Z'));
    expect(Service?.SourceConfiguration?.ImageRepository?.ImageConfiguration?.Port).toBe('8000');
    const {OperationSummaryList} = await client.send(new ListOperationsCommand({ServiceArn: ARN}));
    expect(OperationSummaryList?.[0]?.StartedAt).toEqual(new Date('2026-01-23T16:20:00Z'));
    await expect(client.send(new DescribeServiceCommand({ServiceArn: `${ARN}0`}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('knows one region only', async () => {
    const fake = await start();
    const client = new AppRunnerClient({...fake.client, region: 'eu-west-1'});
    expect((await client.send(new ListServicesCommand({}))).ServiceSummaryList).toEqual([]);
  });
});

describe('the fake log service', () => {
  it('pages with tokens, empty pages first, nothing lost and nothing twice among equal times', async () => {
    const fake = await start({logPaging: {events: 3, emptyPages: 2}});
    const client = new CloudWatchLogsClient(fake.client);
    const lines: (string | undefined)[] = [];
    for await (const page of paginateFilterLogEvents({client}, {logGroupName: GROUP})) {
      lines.push(...(page.events ?? []).map((event) => event.message));
    }
    expect(lines).toEqual(Array.from({length: 25}, (_, i) => `line ${i}`));
  });

  it('filters by time, stream and words', async () => {
    const fake = await start();
    const client = new CloudWatchLogsClient(fake.client);
    const from = Date.parse('2026-01-23T16:21:00Z');
    const {events} = await client.send(
      new FilterLogEventsCommand({
        logGroupName: GROUP,
        startTime: from + 1,
        endTime: from + 2,
        filterPattern: '"line 3"',
      }),
    );
    expect(events?.map((event) => event.message)).toEqual(['line 3']);
    const none = await client.send(new FilterLogEventsCommand({logGroupName: GROUP, logStreamNamePrefix: 'x'}));
    expect(none.events).toEqual([]);
    await expect(client.send(new FilterLogEventsCommand({logGroupName: '/no'}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('reads a stream to its end, where the token repeats, and back', async () => {
    const fake = await start({logPaging: {events: 10}});
    const client = new CloudWatchLogsClient(fake.client);
    const input = {logGroupName: GROUP, logStreamName: `instance/${ID}`, startFromHead: true};
    const sizes: number[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await client.send(new GetLogEventsCommand({...input, ...(nextToken && {nextToken})}));
      sizes.push(page.events?.length ?? 0);
      if (page.nextForwardToken === nextToken) break;
      nextToken = page.nextForwardToken;
    }
    expect(sizes).toEqual([10, 10, 5, 0]);
    const newest = await client.send(new GetLogEventsCommand({...input, startFromHead: false, limit: 2}));
    expect(newest.events?.map((event) => event.message)).toEqual(['line 23', 'line 24']);
  });

  it('describes streams', async () => {
    const fake = await start();
    const client = new CloudWatchLogsClient(fake.client);
    const {logStreams} = await client.send(
      new DescribeLogStreamsCommand({logGroupName: GROUP, orderBy: 'LastEventTime', descending: true}),
    );
    expect(logStreams?.[0]).toMatchObject({
      logStreamName: `instance/${ID}`,
      firstEventTimestamp: Date.parse('2026-01-23T16:21:00Z'),
    });
  });

  it('shows what arrives while it runs', async () => {
    const fake = await start();
    const client = new CloudWatchLogsClient(fake.client);
    fake.world.logs.add(GROUP, 'instance/new', [{timestamp: Date.parse('2026-01-23T16:30:00Z'), message: 'late'}]);
    const {events} = await client.send(
      new FilterLogEventsCommand({logGroupName: GROUP, logStreamNamePrefix: 'instance/new'}),
    );
    expect(events?.map((event) => event.message)).toEqual(['late']);
  });
});

describe('the fake registry', () => {
  it('gives manifests, and config blobs by presigned URL', async () => {
    const fake = await start();
    const client = new ECRClient(fake.client);
    const {images, failures} = await client.send(
      new BatchGetImageCommand({
        repositoryName: 'my-api',
        imageIds: [{imageTag: 'v1'}, {imageTag: 'multi'}, {imageTag: 'gone'}],
      }),
    );
    expect(failures).toMatchObject([{failureCode: 'ImageNotFound'}]);
    const manifest = JSON.parse(images?.[0]?.imageManifest ?? '') as {
      config: {digest: string};
      layers: {digest: string}[];
    };
    const index = JSON.parse(images?.[1]?.imageManifest ?? '') as {manifests: {platform: object}[]};
    expect(index.manifests.map((entry) => entry.platform)).toEqual([
      {architecture: 'arm64', os: 'linux'},
      {architecture: 'unknown', os: 'unknown'},
    ]);
    const {downloadUrl = ''} = await client.send(
      new GetDownloadUrlForLayerCommand({repositoryName: 'my-api', layerDigest: manifest.config.digest}),
    );
    const config = (await (await fetch(downloadUrl)).json()) as {config: object; rootfs: {diff_ids: string[]}};
    expect(config.config).toEqual({Cmd: ['node', 'server.js']});
    expect(config.rootfs.diff_ids).toHaveLength(2);
    expect((await fetch(downloadUrl, {method: 'HEAD'})).status).toBe(403);
    expect((await fetch(downloadUrl, {headers: {authorization: 'x'}})).status).toBe(400);
    const range = await fetch(downloadUrl, {headers: {range: 'bytes=-1'}});
    expect([range.status, await range.text()]).toEqual([206, '}']);
    expect((await fetch(downloadUrl.replace(/Signature=.{4}/, 'Signature=0000'))).status).toBe(403);
  });

  it('tells image details, and a missing image as an error', async () => {
    const fake = await start();
    const client = new ECRClient(fake.client);
    const {imageDetails} = await client.send(
      new DescribeImagesCommand({repositoryName: 'my-api', imageIds: [{imageTag: 'v1'}]}),
    );
    expect(imageDetails?.[0]).toMatchObject({imageTags: ['v1'], imagePushedAt: new Date('2026-01-20T10:00:00Z')});
    const missing = new DescribeImagesCommand({repositoryName: 'my-api', imageIds: [{imageTag: 'v9'}]});
    await expect(client.send(missing)).rejects.toMatchObject({name: 'ImageNotFoundException'});
    await expect(client.send(new DescribeImagesCommand({repositoryName: 'nope'}))).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    });
  });

  it('speaks the registry API behind the authorization token', async () => {
    const fake = await start();
    const {authorizationData} = await new ECRClient(fake.client).send(new GetAuthorizationTokenCommand({}));
    const headers = {authorization: `Basic ${authorizationData?.[0]?.authorizationToken}`};
    expect((await fetch(`${fake.url}/v2/`)).status).toBe(401);
    const manifest = await fetch(`${fake.url}/v2/my-api/manifests/v1`, {headers});
    const {config} = (await manifest.json()) as {config: {digest: string}};
    const blob = await fetch(`${fake.url}/v2/my-api/blobs/${config.digest}`, {headers, redirect: 'manual'});
    expect(blob.status).toBe(307);
    expect((await fetch(blob.headers.get('location') ?? '')).status).toBe(200);
  });
});

describe('the other fake services', () => {
  it('answer in their own protocols', async () => {
    const {client} = await start();
    expect(await new STSClient(client).send(new GetCallerIdentityCommand({}))).toMatchObject({Account: '111122223333'});
    const iam = new IAMClient(client);
    const {Role} = await iam.send(new GetRoleCommand({RoleName: 'access'}));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('build.apprunner.amazonaws.com');
    await expect(iam.send(new GetRoleCommand({RoleName: 'nope'}))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    const simulated = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: Role?.Arn ?? '',
        ActionNames: ['ecr:BatchGetImage', 'kms:Decrypt'],
      }),
    );
    expect(simulated.EvaluationResults?.map((result) => result.EvalDecision)).toEqual(['allowed', 'implicitDeny']);
    const ec2 = new EC2Client(client);
    expect((await ec2.send(new DescribeSubnetsCommand({SubnetIds: ['subnet-1']}))).Subnets).toMatchObject([
      {VpcId: 'vpc-1'},
    ]);
    const routes = await ec2.send(
      new DescribeRouteTablesCommand({Filters: [{Name: 'association.subnet-id', Values: ['subnet-1']}]}),
    );
    expect(routes.RouteTables?.[0]?.Routes).toMatchObject([{DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1'}]);
    const trail = await new CloudTrailClient(client).send(
      new LookupEventsCommand({LookupAttributes: [{AttributeKey: 'EventName', AttributeValue: 'UpdateService'}]}),
    );
    expect(JSON.parse(trail.Events?.[0]?.CloudTrailEvent ?? '{}')).toMatchObject({
      requestParameters: {serviceArn: ARN},
    });
    const secrets = new SecretsManagerClient(client);
    expect(await secrets.send(new DescribeSecretCommand({SecretId: 'my-api/db'}))).toMatchObject({Name: 'my-api/db'});
    await expect(secrets.send(new DescribeSecretCommand({SecretId: 'x'}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const parameter = await new SSMClient(client).send(new GetParameterCommand({Name: '/my-api/key'}));
    expect(parameter.Parameter?.Type).toBe('SecureString');
    const metrics = await new CloudWatchClient(client).send(
      new GetMetricDataCommand({
        StartTime: new Date('2026-01-23T16:00:00Z'),
        EndTime: new Date('2026-01-23T17:00:00Z'),
        MetricDataQueries: [
          {
            Id: 'm',
            MetricStat: {
              Metric: {Namespace: 'AWS/AppRunner', MetricName: 'MemoryUtilization'},
              Period: 60,
              Stat: 'Average',
            },
          },
        ],
      }),
    );
    expect(metrics.MetricDataResults?.[0]).toMatchObject({
      Values: [97],
      Timestamps: [new Date('2026-01-23T16:21:00Z')],
    });
  });
});

describe('faults', () => {
  it.each([
    ['throttle', 'ThrottlingException'],
    ['denied', 'AccessDeniedException'],
    ['expired-token', 'ExpiredTokenException'],
    ['invalid-token', 'UnrecognizedClientException'],
    ['error-500', 'InternalFailure'],
    ['error-503', 'ServiceUnavailable'],
    ['reset', 'TimeoutError'],
    ['not-json', 'SyntaxError'],
    ['cut-body', 'Error'],
  ] as const)('%s reaches the client as %s', async (kind, name) => {
    const fake = await start({faults: [{operation: 'apprunner:*', kind}]});
    const client = new AppRunnerClient({...fake.client, maxAttempts: 1});
    await expect(client.send(new ListServicesCommand({}))).rejects.toMatchObject({name});
    expect(fake.calls[0]?.fault).toBe(kind);
  });

  it('ends after its times, and the SDK gets over it', async () => {
    const fake = await start({faults: [{operation: 'sts:GetCallerIdentity', kind: 'throttle', times: 2}]});
    const sts = new STSClient({...fake.client, maxAttempts: 3});
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('111122223333');
    expect(fake.calls.map((call) => call.fault)).toEqual(['throttle', 'throttle', undefined]);
  });

  it('denies what the dataset denies', async () => {
    const fake = await start({}, {...DATASET, denied: ['logs:*', 'iam:GetRole', 'ec2:DescribeSubnets']});
    const logs = new CloudWatchLogsClient(fake.client);
    await expect(logs.send(new DescribeLogStreamsCommand({logGroupName: GROUP}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('not authorized to perform: logs:DescribeLogStreams'),
    });
    const iam = new IAMClient(fake.client);
    await expect(iam.send(new GetRoleCommand({RoleName: 'access'}))).rejects.toMatchObject({name: 'AccessDenied'});
    const ec2 = new EC2Client(fake.client);
    await expect(ec2.send(new DescribeSubnetsCommand({}))).rejects.toMatchObject({name: 'UnauthorizedOperation'});
  });

  it('throttles above a rate', async () => {
    const fake = await start({callsPerSecond: {'apprunner:ListServices': 2}});
    const client = new AppRunnerClient({...fake.client, maxAttempts: 1});
    const results = await Promise.allSettled(Array.from({length: 5}, () => client.send(new ListServicesCommand({}))));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(2);
  });

  it('closes with a call that never ends', async () => {
    const fake = await start({faults: [{operation: '*', kind: 'never'}]});
    const client = new AppRunnerClient({...fake.client, maxAttempts: 1});
    const pending = expect(client.send(new ListServicesCommand({}))).rejects.toThrow();
    while (fake.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await fake.close();
    await pending;
    open.splice(0);
  });
});
