import {afterEach, describe, expect, it} from 'vitest';
import {type FakeAws, type RecordedCall, startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';
import {movedTo} from '../support/incidents.js';
import {runCli} from '../support/run-cli.js';

// Each call is a permission somebody has to grant, and each round trip is time that somebody waits at night.

let aws: FakeAws;
afterEach(() => aws.close());

/**
 * The calls of one run of the built program, each with the round in which it was sent. The latency is long, so that a
 * busy machine does not make calls of one round look like two.
 */
async function callsOf(...args: string[]): Promise<readonly RecordedCall[]> {
  aws = await startFakeAws(movedTo(rolledBackIncident(), Date.now()), {latencyMs: 800});
  const {code, stderr} = await runCli(args, {env: aws.env});
  expect([0, 1, 4], stderr).toContain(code);
  return aws.calls;
}

const named = (calls: readonly RecordedCall[]) => calls.map(({operation}) => operation);

describe('calls', () => {
  it('of env: two at once', async () => {
    const calls = await callsOf('env', ARN);
    expect(named(calls).sort()).toEqual(['apprunner:DescribeService', 'apprunner:ListOperations']);
    expect(calls.map(({depth}) => depth)).toEqual([1, 1]);
  });

  it('of env by name: one before', async () => {
    const calls = await callsOf('env', 'my-api');
    expect(named(calls)[0]).toBe('apprunner:ListServices');
    expect(calls.map(({depth}) => depth)).toEqual([1, 2, 2]);
  });

  it('of commands that stay offline: none', async () => {
    const calls = await callsOf('explain', 'missing-env');
    expect(calls).toEqual([]);
  });

  it('of diagnose: everything that the ARN tells at once, each thing once, few under way', async () => {
    const calls = await callsOf('diagnose', ARN);
    const first = calls.filter(({depth}) => depth === 1);
    expect(named(first).sort()).toEqual([
      'apprunner:DescribeService',
      'apprunner:ListOperations',
      'ecr:DescribePullThroughCacheRules',
      'logs:DescribeLogStreams',
      'logs:GetLogEvents',
      'sts:GetCallerIdentity',
    ]);
    const asked = calls.map(({operation, params}) => `${operation} ${JSON.stringify(params)}`);
    expect(asked.filter((call, i) => asked.indexOf(call) !== i)).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(30);
    expect(Math.max(...calls.map(({concurrency}) => concurrency))).toBeLessThanOrEqual(20);
  });

  const depthOf = (calls: readonly RecordedCall[]) => Math.max(...calls.map(({depth}) => depth));

  it('of compare-images: the registry (what may be read by tag), manifests, addresses, configs', async () => {
    const calls = await callsOf('compare-images', 'my-api:v24', 'my-api:v24');
    expect(depthOf(calls)).toBe(4);
  });

  // An index names a manifest, that one a config, whose address has to be asked for: ECR has no shorter way.
  it('of compare-images with an index: one more', async () => {
    const calls = await callsOf('compare-images', 'my-api:v24', 'my-api:v32');
    expect(depthOf(calls)).toBe(5);
    expect(named(calls).filter((operation) => operation === 'ecr:BatchGetImage')).toHaveLength(2);
  });

  it('of compare-images running attempted: one before, which names both and reads neither', async () => {
    const calls = await callsOf('compare-images', 'running', 'attempted', '-s', ARN);
    expect(
      calls
        .filter(({depth}) => depth === 1)
        .map(({operation}) => operation)
        .sort(),
    ).toEqual([
      'apprunner:DescribeService',
      'apprunner:ListOperations',
      'ecr:DescribePullThroughCacheRules',
      'logs:GetLogEvents',
    ]);
    expect(depthOf(calls)).toBe(5);
    const asked = calls.map(({operation, params}) => `${operation} ${JSON.stringify(params)}`);
    expect(asked.filter((call, i) => asked.indexOf(call) !== i)).toEqual([]);
  });
});
