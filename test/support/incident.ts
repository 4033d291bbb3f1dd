import type {Dataset} from './fake-aws.js';

export const ACCOUNT = '111122223333';
export const SERVICE_ID = '0123456789abcdef0123456789abcdef';
export const ARN = `arn:aws:apprunner:us-east-1:${ACCOUNT}:service/my-api/${SERVICE_ID}`;
export const FAILED = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const GOOD = 'b1b2c3d4e5f60718293a4b5c6d7e8f90';
export const NEW_INSTANCE = 'c1b2c3d4e5f60718293a4b5c6d7e8f90';
const OLD_INSTANCE = 'd1b2c3d4e5f60718293a4b5c6d7e8f90';
export const REGISTRY = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`;
/** Stands in a variable, in a log line, in the start command: must never come out. */
export const CANARY = 'pw-CANARY-7f3a9c';

/** A silent rollback, three weeks before the look, with an old instance that wrote all the while. */
export function rolledBackIncident(): Dataset {
  return {
    now: '2026-02-13T09:00:00Z',
    services: [
      {
        name: 'my-api',
        id: SERVICE_ID,
        createdAt: '2026-01-01T12:00:00Z',
        describe: {
          Status: 'RUNNING',
          SourceConfiguration: {
            ImageRepository: {
              ImageIdentifier: `${REGISTRY}/my-api:v24`,
              ImageRepositoryType: 'ECR',
              ImageConfiguration: {
                RuntimeEnvironmentVariables: {
                  ENV: 'prod',
                  DATABASE_URL: `postgresql://app:${CANARY}@db.example.com:5432/app`,
                },
                RuntimeEnvironmentSecrets: {
                  API_KEY: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:my-api/key-AbCdEf:field::`,
                },
                StartCommand: `python -m app --dsn postgresql://app:${CANARY}@db.example.com:5432/app`,
                Port: '8000',
              },
            },
            AuthenticationConfiguration: {AccessRoleArn: `arn:aws:iam::${ACCOUNT}:role/pull`},
            AutoDeploymentsEnabled: false,
          },
          InstanceConfiguration: {Cpu: '1 vCPU', Memory: '2 GB', InstanceRoleArn: `arn:aws:iam::${ACCOUNT}:role/run`},
          HealthCheckConfiguration: {Protocol: 'HTTP', Path: '/healthz', Interval: 10, Timeout: 5},
          NetworkConfiguration: {EgressConfiguration: {EgressType: 'DEFAULT'}},
        },
        operations: [
          {
            id: FAILED,
            type: 'UPDATE_SERVICE',
            status: 'ROLLBACK_SUCCEEDED',
            startedAt: '2026-01-23T16:20:00Z',
            endedAt: '2026-01-23T16:25:52Z',
          },
          {
            id: GOOD,
            type: 'UPDATE_SERVICE',
            status: 'SUCCEEDED',
            startedAt: '2026-01-20T10:00:00Z',
            endedAt: '2026-01-20T10:05:00Z',
          },
        ],
        logs: {
          events: [
            ['2026-01-20T10:00:10Z', `[AppRunner] Pulling image ${REGISTRY}/my-api:v24 from ECR repository.`],
            ['2026-01-23T16:20:00Z', '[AppRunner] Service update started.'],
            ['2026-01-23T16:20:10Z', `[AppRunner] Pulling image ${REGISTRY}/my-api:v32 from ECR repository.`],
            ['2026-01-23T16:20:40Z', '[AppRunner] Successfully pulled your application image from ECR.'],
            [
              '2026-01-23T16:23:00Z',
              '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 1',
            ],
            ['2026-01-23T16:25:00Z', `[AppRunner] Pulling image ${REGISTRY}/my-api:v24 from ECR repository.`],
          ],
          deployments: {
            [FAILED]: [['2026-01-23T16:23:10Z', '[AppRunner] Failed to deploy your application image.']],
          },
          instances: {
            [OLD_INSTANCE]: [
              ['2026-01-20T10:03:00Z', 'old: started'],
              ['2026-01-23T16:15:00Z', 'old: before'],
              ['2026-01-23T16:22:00Z', 'old: still here'],
            ],
            [NEW_INSTANCE]: [
              ['2026-01-23T16:22:10Z', '[STARTUP] ENV=prod'],
              ['2026-01-23T16:22:11Z', `cannot use postgresql://app:${CANARY}@db.example.com:5432/app`],
            ],
          },
        },
      },
    ],
    repositories: {
      'my-api': {
        images: [
          {
            tags: ['v24'],
            pushedAt: '2026-01-20T09:00:00Z',
            cmd: ['python', '-m', 'app'],
            env: ['PATH=/usr/bin', `BAKED=${CANARY}-baked`],
            exposedPorts: ['8000/tcp'],
            history: [{createdBy: 'FROM base', packedBytes: 30_000_000}, {createdBy: `ENV BAKED=${CANARY}-baked`}],
          },
          {
            tags: ['v32'],
            pushedAt: '2026-01-23T16:00:00Z',
            flavour: 'oci',
            attestation: true,
            cmd: ['python', '-m', 'app'],
            history: [
              {createdBy: 'FROM base', packedBytes: 30_000_000},
              {createdBy: 'COPY . .', packedBytes: 1_000},
            ],
          },
        ],
      },
      'team/my-api': {images: [{tags: ['v33'], pushedAt: '2026-01-23T18:00:00Z'}]},
    },
    cloudTrail: [
      {
        name: 'UpdateService',
        at: '2026-01-23T16:19:59Z',
        by: 'ci',
        requestParameters: {
          serviceArn: ARN,
          sourceConfiguration: {
            imageRepository: {
              imageIdentifier: `${REGISTRY}/my-api:v32`,
              imageConfiguration: {port: '8000', runtimeEnvironmentVariables: 'HIDDEN_DUE_TO_SECURITY_REASONS'},
            },
          },
        },
        responseElements: {operationId: FAILED},
      },
    ],
    roles: {
      pull: {createdAt: '2026-01-01T00:00:00Z', trust: ['build.apprunner.amazonaws.com']},
      run: {createdAt: '2026-01-01T00:00:00Z', trust: ['tasks.apprunner.amazonaws.com'], allows: []},
    },
    secrets: {'my-api/key': {value: 'never-shown'}},
    metrics: {MemoryUtilization: [['2026-01-23T16:22:00Z', 97]]},
  };
}
