import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseAppRunnerEvents, parseAppRunnerLine} from '../../src/logs/events.js';
import type {AppRunnerFact} from '../../src/logs/model.js';

const ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const IMAGE = '111122223333.dkr.ecr.us-east-1.amazonaws.com/my-api:v2';

/** Every literal of the years 2021 to 2026, without the prefix. */
const LINES: readonly (readonly [string, AppRunnerFact])[] = [
  ['Service creation started.', {kind: 'service-creation', what: 'started'}],
  ['Service creation completed successfully.', {kind: 'service-creation', what: 'completed'}],
  ['Service creation failed. For details, see service logs.', {kind: 'service-creation', what: 'failed'}],
  ['Service update started.', {kind: 'service-update', what: 'started'}],
  [
    'Service update completed successfully. New configuration is deployed.',
    {kind: 'service-update', what: 'completed'},
  ],
  [
    'Service update completed successfully. New application and configuration is deployed.',
    {kind: 'service-update', what: 'completed'},
  ],
  ['Service update failed. For details, see service logs.', {kind: 'service-update', what: 'failed'}],
  ['Service status is set to RUNNING.', {kind: 'status', status: 'RUNNING'}],
  ['Service status is set to OPERATION_IN_PROGRESS.', {kind: 'status', status: 'OPERATION_IN_PROGRESS'}],
  ['Deployment started.', {kind: 'deployment', what: 'started'}],
  [
    `Deployment with ID : ${ID} started. Triggering event : SERVICE_DEPLOY`,
    {kind: 'deployment', what: 'started', deploymentId: ID, trigger: 'SERVICE_DEPLOY'},
  ],
  [`Deployment with ID : ${ID} completed successfully.`, {kind: 'deployment', what: 'completed', deploymentId: ID}],
  [`Deployment with ID : ${ID} failed.`, {kind: 'deployment', what: 'failed', deploymentId: ID}],
  [
    `Deployment with ID : ${ID} failed. Failure reason : Health check failed.`,
    {kind: 'deployment', what: 'failed', deploymentId: ID, reason: 'Health check failed'},
  ],
  [
    `Deployment with ID : ${ID} failed. Failure reason : Failed to copy the image from ECR`,
    {kind: 'deployment', what: 'failed', deploymentId: ID, reason: 'Failed to copy the image from ECR'},
  ],
  [
    'Deployment failed. Failure reason: Health check failed.',
    {kind: 'deployment', what: 'failed', reason: 'Health check failed'},
  ],
  ['Deployment failed. For details, see service logs.', {kind: 'deployment', what: 'failed'}],
  ['Creating pipeline for automatic deployments.', {kind: 'other'}],
  ['Successfully created pipeline for automatic deployments.', {kind: 'other'}],
  ['Deployment Artifact: [Repo Type: Source], [Repository: u], [Branch: main], [SourceDirectory: /]', {kind: 'other'}],
  [`Pulling image ${IMAGE} from ECR repository.`, {kind: 'pulling', image: IMAGE}],
  ['Starting to pull your application image.', {kind: 'pull-started'}],
  ['Successfully pulled image from ECR.', {kind: 'pull-ok'}],
  ['Successfully copied the image from ECR.', {kind: 'pull-ok'}],
  ['Successfully pulled your application image from ECR.', {kind: 'pull-ok'}],
  ['Provisioning instance and deploying image.', {kind: 'provisioning'}],
  ['Provisioning instances and deploying image.', {kind: 'provisioning'}],
  ['Provisioning instances and deploying image for publicly accessible service.', {kind: 'provisioning'}],
  ["Performing health check on path '/' and port '8080'.", {kind: 'health-check-started', path: '/', port: '8080'}],
  ["Performing health check on port '9090'.", {kind: 'health-check-started', port: '9090'}],
  [
    "Performing health check on protocol `HTTP` [Path: '/health'], [Port: '3000'].",
    {kind: 'health-check-started', protocol: 'HTTP', path: '/health', port: '3000'},
  ],
  [
    "Performing health check on protocol `TCP` [Port: '8080'].",
    {kind: 'health-check-started', protocol: 'TCP', port: '8080'},
  ],
  ['Health check is successful. Routing traffic to application.', {kind: 'health-check-ok'}],
  ['Successfully routed incoming traffic to application.', {kind: 'routed'}],
  [
    "Health check failed on protocol `HTTP`[Path: '/healthz'], [Port: '8000']. Check your configured port number. For more information, see the application logs.",
    {kind: 'health-check-failed', protocol: 'HTTP', path: '/healthz', port: '8000'},
  ],
  [
    "Health check failed on protocol `TCP` [Port: '8080']. Check your configured port number. For more information, see the application logs.",
    {kind: 'health-check-failed', protocol: 'TCP', port: '8080'},
  ],
  [
    "Health check failed on port '3000'. Check your configured port number. For more information, read the application logs.",
    {kind: 'health-check-failed', port: '3000'},
  ],
  [
    'Your application stopped or failed to start. See logs for more information.  Container exit code: 1',
    {kind: 'exit', exitCode: 1},
  ],
  ['Your application stopped or failed to start. Container exit code: 137', {kind: 'exit', exitCode: 137}],
  ['Your application stopped or failed to start.\nContainer exit code: -1', {kind: 'exit', exitCode: -1}],
  ['Container exit code: 139', {kind: 'exit', exitCode: 139}],
  [
    'Failed to pull your application image. Be sure you configure your service with a valid access role to your ECR repository.',
    {
      kind: 'pull-failed',
      reason: 'Be sure you configure your service with a valid access role to your ECR repository',
    },
  ],
  [
    'Failed to pull your application image. Reason: Invalid Access Role in AuthenticationConfiguration.',
    {kind: 'pull-failed', reason: 'Invalid Access Role in AuthenticationConfiguration'},
  ],
  [
    "Failed to pull your application image. Reason: ECR image doesn't exist.",
    {kind: 'pull-failed', reason: "ECR image doesn't exist"},
  ],
  ['Failed to pull your application image.', {kind: 'pull-failed'}],
  ['Failed to copy the image from ECR.', {kind: 'pull-failed', reason: 'Failed to copy the image from ECR'}],
  ['Failed to deploy your application image.', {kind: 'deploy-failed', what: 'image'}],
  ['Failed to deploy your application source code.', {kind: 'deploy-failed', what: 'source code'}],
  ['Starting to deploy your application image.', {kind: 'deploying'}],
  ['Pulling source code from GITHUB Repository ( https://example.com/r ).', {kind: 'source', what: 'pulling'}],
  ['Successfully pulled source code.', {kind: 'source', what: 'pulled'}],
  ['Successfully pulled your application source code.', {kind: 'source', what: 'pulled'}],
  ['Reading apprunner.yaml config file.', {kind: 'other'}],
  ['Starting source code build.', {kind: 'source', what: 'building'}],
  ['Successfully built your application source code.', {kind: 'source', what: 'built'}],
  [
    'Failed to build your application source code. Reason: App Runner configuration file apprunner.yaml not found.',
    {kind: 'build-failed', reason: 'App Runner configuration file apprunner.yaml not found'},
  ],
];

const DRESSES: readonly (readonly [string, (line: string) => string])[] = [
  ['bare', (line) => line],
  ['with [AppRunner]', (line) => `[AppRunner] ${line}`],
  ['with a console time', (line) => `01-23-2026 04:25:52 PM [AppRunner] ${line}`],
  ['with a console time of 2021', (line) => `11-05-2021 04:25 PM [AppRunner] ${line}`],
  ['with an ISO time', (line) => `2026-01-23T16:25:52.123Z [AppRunner] ${line}`],
  ['with odd spaces', (line) => `  [AppRunner]\u00a0\t${line.replaceAll(' ', '  ')} \r\n`],
];

describe('App Runner lines', () => {
  for (const [name, dress] of DRESSES) {
    it.each(LINES)(`${name}: %s`, (line, fact) => {
      expect(parseAppRunnerLine(dress(line), 'events')).toEqual(fact);
    });
  }

  it('takes the deployment id from the stream where the line names none', () => {
    expect(parseAppRunnerLine('[AppRunner] Deployment failed.', `deployment/${ID}`)).toEqual({
      kind: 'deployment',
      what: 'failed',
      deploymentId: ID,
    });
  });

  it('does not believe a line that quotes App Runner, nor the output of the user’s build', () => {
    for (const line of [
      'worker said: [AppRunner] Container exit code: 137',
      '[Build] Container exit code: 137',
      '[PostBuild] Health check is successful.',
    ]) {
      expect(parseAppRunnerLine(line, 'events')).toEqual({kind: 'other'});
    }
  });

  it('keeps stamp, stream, message and index', () => {
    const event = {timestamp: 5, stream: 'events', message: '[AppRunner] Service update started.'};
    expect(parseAppRunnerEvents([event, event])).toEqual([
      {...event, index: 0, kind: 'service-update', what: 'started'},
      {...event, index: 1, kind: 'service-update', what: 'started'},
    ]);
  });

  it('reads any exit code', () => {
    fc.assert(
      fc.property(fc.integer(), (code) => {
        expect(parseAppRunnerLine(`[AppRunner] Container exit code: ${code}`, 'events')).toEqual({
          kind: 'exit',
          exitCode: code,
        });
      }),
    );
  });

  it('is total', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (message) => {
        expect(parseAppRunnerLine(message, 'events')).toHaveProperty('kind');
      }),
    );
  });

  it('does not choke on a megabyte of near misses', () => {
    const hostile = [
      ' '.repeat(1_000_000),
      `Performing health check on ${"path '".repeat(200_000)}`,
      `Deployment failed. ${'Failure reason '.repeat(70_000)}`,
      `Container exit code: ${'9'.repeat(1_000_000)}`,
    ];
    // A pattern that backtracks would not come back within the test's time.
    const kinds = hostile.map((message) => parseAppRunnerLine(message, 'events').kind);
    expect(kinds).toEqual(['other', 'health-check-started', 'deployment', 'other']);
  });
});
