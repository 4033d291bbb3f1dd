import {afterEach, describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import type {Bundle} from '../../src/evidence/bundle-model.js';
import {type CollectOptions, collect} from '../../src/evidence/collect.js';
import type {Evidence} from '../../src/evidence/model.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type Dataset, type FakeAws, type FakeAwsOptions, startFakeAws} from '../support/fake-aws.js';
import {ARN, CANARY, NEW_INSTANCE, REGISTRY, rolledBackIncident} from '../support/incident.js';

const NOW = Date.parse('2026-02-13T09:00:00Z');
let fake: FakeAws | undefined;
let restore: (() => void) | undefined;

afterEach(async () => {
  restore?.();
  restore = undefined;
  await fake?.close();
  fake = undefined;
});

async function start(dataset: Dataset, options: FakeAwsOptions = {}): Promise<FakeAws> {
  fake = await startFakeAws(dataset, options);
  restore = useFakeEnvironment(fake.env);
  return fake;
}

function run(options: Partial<CollectOptions> = {}): Promise<Bundle> {
  return collect({service: ARN, contract: neravaContract, contractChosenBy: 'built-in', now: () => NOW, ...options});
}

function value<T>(evidence: Evidence<T>): T {
  if (evidence.status !== 'collected') throw new Error(`${evidence.id} is ${evidence.status}: ${evidence.why}`);
  return evidence.value;
}

describe('a silent rollback of three weeks ago', () => {
  it('is collected whole, from its own time', async () => {
    await start(rolledBackIncident());
    const {evidence} = await run();
    expect(Object.fromEntries(Object.entries(evidence).map(([id, e]) => [id, e.status]))).toEqual({
      identity: 'collected',
      service: 'collected',
      operations: 'collected',
      'service-log': 'collected',
      'application-log': 'collected',
      'image-attempted': 'collected',
      'image-running': 'collected',
      'image-files': 'skipped',
      baseline: 'skipped',
      'change-history': 'collected',
      roles: 'collected',
      secrets: 'collected',
      network: 'absent',
      metrics: 'collected',
      'sibling-repositories': 'collected',
      domains: 'collected',
      keys: 'absent',
    });
    expect(value(evidence.service)).toMatchObject({
      name: 'my-api',
      status: 'RUNNING',
      cpuUnits: 1024,
      memoryMb: 2048,
      egress: {type: 'DEFAULT'},
      source: {kind: 'image', image: `${REGISTRY}/my-api:v24`},
    });
    expect(value(evidence['service-log']).map((e) => e.message)).not.toContain(
      `[AppRunner] Pulling image ${REGISTRY}/my-api:v24 from ECR repository.`.replace('v24', 'v23'),
    );
    expect(value(evidence['service-log'])[0]?.message).toBe('[AppRunner] Service update started.');
    expect(value(evidence['service-log']).some((e) => e.stream.startsWith('deployment/'))).toBe(true);
  });

  it('keeps the lines of old instances apart', async () => {
    await start(rolledBackIncident());
    const log = value((await run()).evidence['application-log']);
    expect(log.streams.map((s) => s.name)).toEqual([`instance/${NEW_INSTANCE}`]);
    expect(log.events).toHaveLength(2);
    expect(log.olderStreams).toBe(1);
  });

  it('reads the attempted image from the first pull line, and picks amd64 out of an index', async () => {
    await start(rolledBackIncident());
    const {evidence} = await run();
    const attempted = value(evidence['image-attempted']);
    expect(attempted.reference).toBe(`${REGISTRY}/my-api:v32`);
    expect(attempted.index?.some((e) => e.attestation === true)).toBe(true);
    expect(attempted.config).toMatchObject({architecture: 'amd64', cmd: ['python', '-m', 'app']});
    expect(attempted.gaps).toBeUndefined();
    expect(value(evidence['image-running'])).toMatchObject({tag: 'v24', config: {exposedPorts: ['8000/tcp']}});
  });

  it('holds no value of a variable anywhere', async () => {
    await start(rolledBackIncident());
    const bundle = await run();
    expect(JSON.stringify(bundle)).not.toContain(CANARY);
    expect(JSON.stringify(bundle)).not.toContain('never-shown');
    expect(bundle.redactions.length).toBeGreaterThan(0);
    expect(value(bundle.evidence.service).configuration.variables.find((v) => v.name === 'ENV')).toMatchObject({
      length: 4,
      shown: 'prod',
    });
  });

  it('knows who changed what, and that variables were supplied', async () => {
    await start(rolledBackIncident());
    expect(value((await run()).evidence['change-history'])).toMatchObject([
      {
        name: 'UpdateService',
        by: 'ci',
        image: `${REGISTRY}/my-api:v32`,
        variables: 'supplied',
        startCommand: 'omitted',
      },
    ]);
  });
});
