import {afterEach, beforeAll, describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {collect} from '../../src/evidence/collect.js';
import type {EvidenceId} from '../../src/evidence/model.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type Dataset, type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';

const NOW = Date.parse('2026-02-13T09:00:00Z');
let fake: FakeAws | undefined;
let restore: (() => void) | undefined;

afterEach(async () => {
  restore?.();
  await fake?.close();
});

// Modules load here: a call that only came late for that would look like one that waited for an answer.
beforeAll(async () => {
  fake = await startFakeAws(withSingleManifests());
  restore = useFakeEnvironment(fake.env);
  await collect({service: 'my-api', contract: neravaContract, contractChosenBy: 'built-in', now: () => NOW});
  restore();
  await fake.close();
});

/** What the answer hangs on; the optional collectors run beside it. */
const CHAIN = /^(apprunner:(List|DescribeService)|logs:|ecr:(BatchGetImage|GetDownload)|layer:|sts:)/;

/** Depth of the deepest call of the chain. */
async function depth(service: string, dataset: Dataset, only?: readonly EvidenceId[]): Promise<number> {
  fake = await startFakeAws(dataset, {latencyMs: 300});
  restore = useFakeEnvironment(fake.env);
  await collect({service, contract: neravaContract, contractChosenBy: 'built-in', now: () => NOW, only});
  return Math.max(...fake.calls.filter((c) => CHAIN.test(c.operation)).map((c) => c.depth));
}

function withSingleManifests(): Dataset {
  const dataset = rolledBackIncident();
  const repository = dataset.repositories?.['my-api'];
  const images = (repository?.images ?? []).map(({attestation: _, ...image}) => image);
  return {...dataset, repositories: {...dataset.repositories, 'my-api': {images}}};
}

describe('round trips in a row', () => {
  it('are four from an ARN', async () => {
    expect(await depth(ARN, withSingleManifests())).toBe(4);
  });

  it('are five from a name', async () => {
    expect(await depth('my-api', withSingleManifests())).toBe(5);
  });

  it('are one more for an index, whose amd64 manifest has to be fetched', async () => {
    expect(await depth(ARN, rolledBackIncident())).toBe(5);
  });

  it('are one for the service alone, and two from a name', async () => {
    expect(await depth(ARN, rolledBackIncident(), ['service', 'identity'])).toBe(1);
    expect(fake?.calls.map((c) => c.operation).sort()).toEqual(['apprunner:DescribeService', 'sts:GetCallerIdentity']);
    restore?.();
    await fake?.close();
    expect(await depth('my-api', rolledBackIncident(), ['service', 'identity'])).toBe(2);
  });

  it('ask for both images of one repository in one call', async () => {
    await depth(ARN, withSingleManifests());
    expect(fake?.calls.filter((c) => c.operation === 'ecr:BatchGetImage')).toHaveLength(1);
    expect(fake?.calls.filter((c) => c.operation === 'layer:GET')).toHaveLength(2);
  });
});
