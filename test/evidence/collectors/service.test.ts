import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {AwsService} from '../../../src/aws/app-runner.js';
import {readService} from '../../../src/evidence/collectors/service.js';
import {ARN, SERVICE_ID} from '../../support/incident.js';

const TARGET = {arn: ARN, region: 'us-east-1', account: '111122223333', name: 'my-api', id: SERVICE_ID};

/** Shapes as the API describes them, with members missing, null, or unknown. */
const text = fc.option(fc.string({unit: 'grapheme'}), {nil: null});
const part = <T extends object>(shape: {[K in keyof T]: fc.Arbitrary<T[K]>}) =>
  fc.option(fc.record(shape, {requiredKeys: []}), {nil: null});
const environment = fc.option(fc.dictionary(fc.string(), fc.option(fc.string({unit: 'grapheme'}), {nil: null})), {
  nil: null,
});
const service = fc.record(
  {
    ServiceName: text,
    Status: text,
    CreatedAt: fc.option(fc.date({noInvalidDate: false}), {nil: null}),
    SourceConfiguration: part({
      ImageRepository: part({
        ImageIdentifier: text,
        ImageRepositoryType: text,
        ImageConfiguration: part({
          RuntimeEnvironmentVariables: environment,
          RuntimeEnvironmentSecrets: environment,
          StartCommand: text,
          Port: text,
        }),
      }),
      CodeRepository: part({
        RepositoryUrl: text,
        CodeConfiguration: part({
          ConfigurationSource: text,
          CodeConfigurationValues: part({RuntimeEnvironmentVariables: environment, Runtime: text}),
        }),
      }),
      AuthenticationConfiguration: part({AccessRoleArn: text}),
    }),
    InstanceConfiguration: part({Cpu: text, Memory: text}),
    HealthCheckConfiguration: part({Protocol: text, Interval: fc.oneof(fc.integer(), fc.constant(Number.NaN))}),
    NetworkConfiguration: part({EgressConfiguration: part({EgressType: text, VpcConnectorArn: text})}),
  },
  {requiredKeys: []},
);

describe('readService', () => {
  it('takes any shape, and leaves out what is not there', () => {
    fc.assert(
      fc.property(service, (shape) => {
        const read = readService(shape as unknown as AwsService, TARGET);
        const json = JSON.parse(JSON.stringify(read)) as unknown;
        // Neither null, NaN nor undefined: what comes out of a bundle is what went in.
        expect(json).toEqual(read);
        expect(JSON.stringify(read)).not.toContain(':null');
        expect(read.service.name).not.toBe('');
      }),
    );
  });

  it.each([
    ['1 vCPU', '2 GB', 1024, 2048],
    ['1024', '2048', 1024, 2048],
    ['0.25 vCPU', '0.5 GB', 256, 512],
    ['4096', '12288', 4096, 12288],
  ])('normalises %s and %s', (Cpu, Memory, cpuUnits, memoryMb) => {
    const read = readService({InstanceConfiguration: {Cpu, Memory}} as unknown as AwsService, TARGET);
    expect(read.service).toMatchObject({cpuUnits, memoryMb});
  });

  it('keeps an empty value apart from a missing one', () => {
    const values = {RuntimeEnvironmentVariables: {EMPTY: '', SET: 'x'}};
    const shape = {SourceConfiguration: {ImageRepository: {ImageIdentifier: 'x', ImageConfiguration: values}}};
    expect(readService(shape as unknown as AwsService, TARGET).values).toEqual([
      {name: 'EMPTY', value: ''},
      {name: 'SET', value: 'x'},
    ]);
  });

  it('knows the kinds of secrets', () => {
    const secrets = {
      A: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:app/db-AbCdEf:url::',
      B: 'arn:aws:ssm:eu-west-1:111122223333:parameter/app/key',
      C: 'bare-name',
    };
    const shape = {
      SourceConfiguration: {
        ImageRepository: {ImageIdentifier: 'x', ImageConfiguration: {RuntimeEnvironmentSecrets: secrets}},
      },
    };
    expect(readService(shape as unknown as AwsService, TARGET).configuration.secrets).toMatchObject([
      {name: 'A', kind: 'secrets-manager', region: 'us-east-1'},
      {name: 'B', kind: 'ssm', region: 'eu-west-1'},
      {name: 'C', kind: 'ssm', region: 'us-east-1'},
    ]);
  });
});
