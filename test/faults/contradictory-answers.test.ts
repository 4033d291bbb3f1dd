import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {AwsService, OperationSummary} from '../../src/aws/app-runner.js';
import Diagnose from '../../src/commands/diagnose.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import {serializeBundle} from '../../src/evidence/bundle.js';
import {readOperation} from '../../src/evidence/collectors/operations.js';
import {dressService, readService} from '../../src/evidence/collectors/service.js';
import {createVariables} from '../../src/evidence/variables.js';
import {REPORT_FORMATS, render} from '../../src/report/render.js';
import {bundleOf} from '../support/bundle.js';
import {everyCall} from '../support/every-call.js';
import {type Dataset, startFakeAws} from '../support/fake-aws.js';
import {ACCOUNT, ARN, SERVICE_ID} from '../support/incident.js';
import {runCommand} from '../support/run-command.js';

const TARGET = {arn: ARN, name: 'my-api', id: SERVICE_ID, region: 'us-east-1', account: ACCOUNT};

const GOOD: OperationSummary = {
  Id: 'a',
  Type: 'UPDATE_SERVICE',
  Status: 'SUCCEEDED',
  StartedAt: new Date('2026-01-20T10:00:00Z'),
  EndedAt: new Date('2026-01-20T10:05:00Z'),
};
const UNDATED: OperationSummary = {Id: 'u', Type: 'UPDATE_SERVICE', Status: 'SUCCEEDED'};
const SOUND = {ServiceName: 'my-api', ServiceArn: ARN, Status: 'RUNNING'} as AwsService;
const LONG = 'q7'.repeat(25_000);

/** Text as AWS never sends it: any character, line feeds and escapes among them. */
const wild = fc.oneof(
  fc.string({unit: 'binary', maxLength: 40}),
  fc.constantFrom('', '\n', '\u001b[31mred', '‮', '::error::x', '<script>', '-', 'a'.repeat(300)),
);
/** What may be there, may not be there, and may be null. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(arbitrary, fc.constantFrom(undefined, null));
const times = fc.oneof(
  fc.date({min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: false}),
  fc.constant(new Date('2026-01-23T16:20:00Z')),
);

const operationShape = fc.record({
  Id: maybe(fc.oneof(fc.constantFrom('a1', 'b2', 'c3'), wild)),
  Type: maybe(
    fc.oneof(fc.constantFrom('UPDATE_SERVICE', 'START_DEPLOYMENT', 'PAUSE_SERVICE', 'TELEPORT_SERVICE'), wild),
  ),
  Status: maybe(fc.oneof(fc.constantFrom('SUCCEEDED', 'FAILED', 'ROLLBACK_SUCCEEDED', 'IN_PROGRESS', 'SULKING'), wild)),
  StartedAt: maybe(times),
  EndedAt: maybe(times),
  UpdatedAt: maybe(times),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<OperationSummary>;

const strings = maybe(fc.dictionary(wild, maybe(wild), {maxKeys: 12}));

const serviceShape = fc.record({
  ServiceName: maybe(wild),
  ServiceId: maybe(wild),
  ServiceArn: maybe(fc.oneof(fc.constant(ARN), wild)),
  ServiceUrl: maybe(wild),
  Status: maybe(fc.oneof(fc.constantFrom('RUNNING', 'OPERATION_IN_PROGRESS', 'PAUSED', 'LEVITATING'), wild)),
  CreatedAt: maybe(times),
  SourceConfiguration: maybe(
    fc.record({
      AutoDeploymentsEnabled: maybe(fc.boolean()),
      ImageRepository: maybe(
        fc.record({
          ImageIdentifier: maybe(wild),
          ImageRepositoryType: maybe(wild),
          ImageConfiguration: maybe(
            fc.record({
              Port: maybe(fc.oneof(fc.constantFrom('8000', '99999', '-1', 'eighty'), wild)),
              StartCommand: maybe(wild),
              RuntimeEnvironmentVariables: strings,
              RuntimeEnvironmentSecrets: strings,
            }),
          ),
        }),
      ),
      CodeRepository: maybe(fc.record({RepositoryUrl: maybe(wild), CodeConfiguration: maybe(fc.record({}))})),
    }),
  ),
  InstanceConfiguration: maybe(fc.record({Cpu: maybe(wild), Memory: maybe(wild), InstanceRoleArn: maybe(wild)})),
  HealthCheckConfiguration: maybe(
    fc.record({Protocol: maybe(wild), Path: maybe(wild), Interval: maybe(fc.double()), Timeout: maybe(fc.integer())}),
  ),
  NetworkConfiguration: maybe(fc.record({EgressConfiguration: maybe(fc.record({EgressType: maybe(wild)}))})),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<AwsService>;

const logLine = fc.tuple(
  fc.integer({min: -600, max: 4000}),
  fc.oneof(
    wild,
    fc.constantFrom(
      '[AppRunner] Your application stopped or failed to start. Container exit code: 1',
      '[AppRunner] Health check is successful. Routing traffic to application.',
      'Traceback (most recent call last):',
      '  File "/app/x.py", line 1, in <module>',
      "KeyError: 'X'",
      '{"level":"error","message":',
    ),
  ),
);

function bundle(service: AwsService, operations: readonly OperationSummary[], lines: readonly [number, string][]) {
  const described = readService(service, TARGET);
  const {describe: describeVariable} = createVariables(neravaContract, 'salt');
  return bundleOf({
    service: dressService(described, describeVariable),
    serviceLog: lines,
    applicationLog: lines,
    evidence: {operations: operations.flatMap(readOperation)},
  });
}

/** What AWS lists first of what may be a deployment; by date where every one has a date. */
function newestStatus(operations: readonly OperationSummary[]): string | undefined {
  const deployments = operations
    .flatMap(readOperation)
    .filter(({type}) => type !== 'PAUSE_SERVICE' && type !== 'DELETE_SERVICE');
  const dated = deployments.every(({startedAt}) => startedAt !== undefined);
  const sorted = dated ? deployments.toSorted((a, b) => Number(b.startedAt) - Number(a.startedAt)) : deployments;
  return sorted[0] === undefined ? 'none' : sorted[0].status;
}

describe('answers that contradict themselves, lack members or hold what no one expects', () => {
  it('are judged and rendered without a throw, and never called healthy on no ground', async () => {
    await fc.assert(
      fc.asyncProperty(
        serviceShape,
        fc.array(operationShape, {maxLength: 5}),
        fc.array(logLine, {maxLength: 12}),
        async (service, operations, lines) => {
          const evidence = bundle(service, operations, lines);
          const report = diagnose(evidence, {contract: neravaContract});
          for (const format of REPORT_FORMATS) expect(await render(report, format, {})).not.toBe('');
          expect(serializeBundle(evidence)).not.toBe('');
          if (report.outcome !== 'healthy') return;
          expect(['RUNNING', 'OPERATION_IN_PROGRESS']).toContain(service.Status);
          expect(['SUCCEEDED', 'none']).toContain(newestStatus(operations));
        },
      ),
      {numRuns: 300},
    );
  });

  it.each([
    ['a failure with no dates, listed first', [{Id: 'b', Type: 'UPDATE_SERVICE', Status: 'FAILED'}, GOOD]],
    ['an undated success below a dated failure', [{...GOOD, Id: 'c', Status: 'FAILED'}, UNDATED]],
    ['a status that is not known', [{...GOOD, Status: 'SULKING'}]],
    [
      'an operation of an unknown kind that failed',
      [{...GOOD, Id: 'd', Type: 'TELEPORT_SERVICE', Status: 'FAILED'}, GOOD],
    ],
    ['no status', [{...GOOD, Status: undefined}]],
  ])('%s: not healthy', (_, operations) => {
    const {outcome} = diagnose(bundle(SOUND, operations as OperationSummary[], []), {contract: neravaContract});
    expect(outcome).not.toBe('healthy');
  });

  it('the same service, sound: healthy', () => {
    const {outcome} = diagnose(bundle(SOUND, [GOOD], []), {contract: neravaContract});
    expect(outcome).toBe('healthy');
  });
});

describe('answers of unusual size', () => {
  it.each([...REPORT_FORMATS])('%s: ten thousand variables, a value of 50 KB, names of any script', async (format) => {
    await using fake = await startFakeAws(oversized());
    const {code, stdout, stderr} = await runCommand(Diagnose, ['my-api', '--format', format], fake.env);
    expect(stderr).not.toContain('Error:');
    expect(code).not.toBe(3);
    expect(stdout).not.toBe('');
    expect(stdout).not.toContain(LONG.slice(0, 100));
  });
});

function oversized(): Dataset {
  const dataset = everyCall();
  const many = Object.fromEntries(Array.from({length: 10_000}, (_, i) => [`VARIABLE_${i}`, `value-of-${i}`]));
  return {
    ...dataset,
    services: (dataset.services ?? []).map((service) => ({
      ...service,
      describe: {
        ...service.describe,
        SourceConfiguration: {
          ImageRepository: {
            ImageIdentifier: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/my-api:v24`,
            ImageRepositoryType: 'ECR',
            ImageConfiguration: {
              RuntimeEnvironmentVariables: {
                ...many,
                LONG,
                'ИМЯ\nдва': 'значение',
                名前: '\u001b[31m値',
                '': 'nameless',
              },
            },
          },
        },
      },
    })),
  };
}
