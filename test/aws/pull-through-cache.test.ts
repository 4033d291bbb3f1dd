import {afterEach, describe, expect, it} from 'vitest';
import CompareImages from '../../src/commands/compare-images.js';
import {neravaContract} from '../../src/contract/nerava.js';
import {collect} from '../../src/evidence/collect.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type Dataset, type FakeAws, type FakeAwsOptions, startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';
import {runCommand} from '../support/run-command.js';

// A repository that may be a pull-through cache: asked by tag, ECR would import or refresh the image (ADR 0007).

let aws: FakeAws | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

/** The incident with its repository under a prefix. */
function prefixed(): Dataset {
  const text = JSON.stringify(rolledBackIncident());
  return JSON.parse(
    text.replaceAll('/my-api:v', '/cache/my-api:v').replace('"my-api":{"images"', '"cache/my-api":{"images"'),
  );
}

async function compare(a: string, b: string, options: FakeAwsOptions = {}) {
  aws = await startFakeAws(prefixed(), {latencyMs: 300, ...options});
  return runCommand(CompareImages, [a, b, '--json'], aws.env);
}

const manifestCalls = () => (aws as FakeAws).calls.filter(({operation}) => operation === 'ecr:BatchGetImage');

/** Every manifest was asked for by its digest, and by nothing else. */
function expectDigestsOnly(): void {
  for (const {params} of manifestCalls()) {
    for (const id of params['imageIds'] as readonly object[]) expect(Object.keys(id)).toEqual(['imageDigest']);
  }
}

async function expectEvidenceOfImages(): Promise<void> {
  const restore = useFakeEnvironment((aws as FakeAws).env);
  try {
    const {evidence} = await collect({service: ARN, contract: neravaContract, contractChosenBy: 'built-in'});
    expect(evidence['image-running']).toMatchObject({status: 'collected', value: {tag: 'v24', manifest: {}}});
  } finally {
    restore();
  }
}

describe('a repository under a prefix', () => {
  it('is read by digest alone; it costs one round trip more', async () => {
    const {code, stdout} = await compare('cache/my-api:v24', 'cache/my-api:v24');
    expect(code).toBe(0);
    const {a, problems} = JSON.parse(stdout) as {a: object; problems: {what: string}[]};
    expect(a).toMatchObject({tag: 'v24', repository: 'cache/my-api'});
    // The registry of the test holds no layers.
    expect(problems.filter(({what}) => !what.startsWith('unpacked size'))).toEqual([]);
    expect(manifestCalls()).toHaveLength(1);
    expectDigestsOnly();
    expect(Math.max(...(aws as FakeAws).calls.map(({depth}) => depth))).toBe(4);
  });

  it('is never asked for a tag that it does not list', async () => {
    const {code, stderr} = await compare('cache/my-api:v24', 'cache/my-api:other');
    expect(code).toBe(3);
    expect(stderr).toContain('the repository lists no such image');
    expectDigestsOnly();
  });

  it('finds the beginning of a tag, by digest too', async () => {
    const {stdout} = await compare('cache/my-api:v2', 'cache/my-api:v24');
    expect(JSON.parse(stdout)).toMatchObject({a: {tag: 'v24', reference: 'cache/my-api:v2'}});
    expectDigestsOnly();
  });

  it('is left alone where its tags may not be listed; the permission is named', async () => {
    const {code, stderr} = await compare('cache/my-api:v24', 'cache/my-api:v24', {
      faults: [{operation: 'ecr:DescribeImages', kind: 'denied'}],
    });
    expect(code).toBe(3);
    expect(stderr).toContain('may be a pull-through cache');
    expect(stderr).toContain('allow ecr:DescribeImages');
    expect(manifestCalls()).toEqual([]);
  });

  it('is read by digest for the evidence too', async () => {
    aws = await startFakeAws(prefixed());
    await expectEvidenceOfImages();
    expect(manifestCalls().length).toBeGreaterThan(0);
    expectDigestsOnly();
  });
});

describe('a repository without a prefix', () => {
  /** Compares v24 with itself where the registry has these rules. */
  async function compareUnder(rules: readonly string[], options: FakeAwsOptions = {}, b = 'my-api:v24') {
    aws = await startFakeAws({...rolledBackIncident(), pullThroughCache: rules}, {latencyMs: 300, ...options});
    return runCommand(CompareImages, ['my-api:v24', b, '--json'], aws.env);
  }

  it.each([[[]], [['docker-hub', 'ROOTS', 'root/']]])('is read by tag where no rule covers it: %j', async (rules) => {
    expect((await compareUnder(rules)).code).toBe(0);
    expect(manifestCalls().map(({depth, params}) => [depth, params['imageIds']])).toEqual([
      [2, [{imageTag: 'v24'}, {imageTag: 'v24'}]],
    ]);
  });

  it('is read by digest alone under a rule for ROOT, in as many round trips', async () => {
    const {code, stdout} = await compareUnder(['docker-hub', 'ROOT']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({a: {tag: 'v24', repository: 'my-api'}});
    expect(manifestCalls().map(({depth}) => depth)).toEqual([2]);
    expectDigestsOnly();
  });

  it('finds a rule for ROOT on a later page', async () => {
    // A page holds a thousand.
    await compareUnder([...Array.from({length: 1000}, (_, i) => `p${i}`), 'ROOT']);
    expect(manifestCalls()).toHaveLength(1);
    expectDigestsOnly();
  });

  it('is never asked for a tag that it does not list, under a rule for ROOT', async () => {
    const {code, stdout} = await compareUnder(['ROOT'], {}, 'my-api:other');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expectDigestsOnly();
  });

  it.each(['denied', 'error-500', 'not-json', 'empty'] as const)(
    'is read by digest where the rules cannot be read: %s',
    async (kind) => {
      const {code, stderr} = await compareUnder([], {
        latencyMs: 0,
        faults: [{operation: 'ecr:DescribePullThroughCacheRules', kind}],
      });
      expect({code, stderr}).toEqual({code: 0, stderr: ''});
      expect(manifestCalls()).toHaveLength(1);
      expectDigestsOnly();
    },
  );

  it('is left alone where neither the rules nor its tags may be read', async () => {
    const {code, stderr} = await compareUnder([], {
      latencyMs: 0,
      faults: [
        {operation: 'ecr:DescribePullThroughCacheRules', kind: 'denied'},
        {operation: 'ecr:DescribeImages', kind: 'denied'},
      ],
    });
    expect(code).toBe(3);
    expect(stderr).toContain('allow ecr:DescribeImages');
    expect(manifestCalls()).toEqual([]);
  });

  it('is read by digest for the evidence too, under a rule for ROOT that was asked for once', async () => {
    aws = await startFakeAws({...rolledBackIncident(), pullThroughCache: ['ROOT']});
    await expectEvidenceOfImages();
    expect(aws.operations().filter((name) => name === 'ecr:DescribePullThroughCacheRules')).toHaveLength(1);
    expect(manifestCalls().length).toBeGreaterThan(0);
    expectDigestsOnly();
  });
});
