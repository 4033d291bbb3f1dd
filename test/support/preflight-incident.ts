import type {Dataset} from './fake-aws.js';
import {ACCOUNT, REGISTRY, SERVICE_ID} from './incident.js';

/** Stands in every value that must never come out. */
export const SECRET = 'pw-CANARY-4d21be';

/** Variables with which the backend starts in production. */
export const COMPLETE: {readonly [name: string]: string} = {
  ENV: 'prod',
  JWT_SECRET: `jwt-${SECRET}`,
  DATABASE_URL: `postgresql://app:${SECRET}@db.example.com:5432/app`,
  REDIS_URL: `redis://:${SECRET}@cache.example.com:6379/0`,
  TOKEN_ENCRYPTION_KEY: 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  ALLOWED_ORIGINS: 'https://www.example.com',
  PUBLIC_BASE_URL: 'https://api.example.com',
  FRONTEND_URL: 'https://www.example.com',
  OTP_PROVIDER: 'twilio_verify',
  TWILIO_ACCOUNT_SID: `sid-${SECRET}`,
  TWILIO_AUTH_TOKEN: `token-${SECRET}`,
  TWILIO_VERIFY_SERVICE_SID: `verify-${SECRET}`,
};

const CMD = ['python', '-m', 'uvicorn', 'app.main_simple:app', '--host', '0.0.0.0', '--port', '8000'];
const PYTHON = {createdBy: 'FROM base', files: {'usr/local/bin/python': {content: 'elf', mode: 0o755}}};
const APP = {createdBy: 'COPY app app', files: {'app/app/__init__.py': '', 'app/app/main_simple.py': 'import os\n'}};

/** A healthy service that runs v24, and images of every kind that somebody may try to deploy. */
export function beforeDeployment(variables: {readonly [name: string]: string} = COMPLETE): Dataset {
  const image = {workingDir: '/app', exposedPorts: ['8000/tcp'], cmd: CMD, history: [PYTHON, APP]};
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
              ImageConfiguration: {RuntimeEnvironmentVariables: variables, Port: '8000'},
            },
            AuthenticationConfiguration: {AccessRoleArn: `arn:aws:iam::${ACCOUNT}:role/pull`},
            AutoDeploymentsEnabled: false,
          },
          InstanceConfiguration: {Cpu: '1024', Memory: '2048', InstanceRoleArn: `arn:aws:iam::${ACCOUNT}:role/run`},
          HealthCheckConfiguration: {Protocol: 'HTTP', Path: '/healthz', Interval: 10, Timeout: 5},
          NetworkConfiguration: {EgressConfiguration: {EgressType: 'DEFAULT'}},
        },
        operations: [
          {
            id: 'b1b2c3d4e5f60718293a4b5c6d7e8f90',
            type: 'UPDATE_SERVICE',
            status: 'SUCCEEDED',
            startedAt: '2026-01-20T10:00:00Z',
            endedAt: '2026-01-20T10:05:00Z',
          },
        ],
        logs: {
          events: [['2026-01-20T10:00:10Z', `[AppRunner] Pulling image ${REGISTRY}/my-api:v24 from ECR repository.`]],
        },
      },
    ],
    repositories: {
      'my-api': {
        images: [
          {tags: ['v24', 'v24-again'], pushedAt: '2026-01-20T09:00:00Z', ...image, labels: {version: '24'}},
          {tags: ['v23'], pushedAt: '2026-01-10T09:00:00Z', ...image, labels: {version: '23'}},
          {tags: ['v33'], pushedAt: '2026-02-12T09:00:00Z', ...image, labels: {version: '33'}},
          {tags: ['v33-arm64'], pushedAt: '2026-02-12T09:00:00Z', ...image, architecture: 'arm64'},
          {
            tags: ['v33-port'],
            pushedAt: '2026-02-12T09:00:00Z',
            ...image,
            cmd: [...CMD.slice(0, -1), '9000'],
          },
          {tags: ['v33-empty'], pushedAt: '2026-02-12T09:00:00Z', workingDir: '/app', history: [PYTHON, APP]},
          {
            tags: ['v33-script'],
            pushedAt: '2026-02-12T09:00:00Z',
            ...image,
            entrypoint: ['/app/start.sh'],
            history: [PYTHON, APP, {createdBy: 'COPY start.sh .', files: {'app/start.sh': '#!/bin/sh\nexec "$@"\n'}}],
          },
          {
            tags: ['v33-gone'],
            pushedAt: '2026-02-12T09:00:00Z',
            ...image,
            cmd: ['gunicorn', 'app.main_simple:app', '--bind', '0.0.0.0:8000'],
          },
          {
            tags: ['v33-large'],
            pushedAt: '2026-02-12T09:00:00Z',
            ...image,
            history: [PYTHON, {createdBy: 'COPY models', packedBytes: 3_200_000_000}],
          },
        ],
      },
    },
    roles: {
      pull: {createdAt: '2026-01-01T00:00:00Z', trust: ['build.apprunner.amazonaws.com']},
      run: {createdAt: '2026-01-01T00:00:00Z', trust: ['tasks.apprunner.amazonaws.com']},
    },
  };
}
