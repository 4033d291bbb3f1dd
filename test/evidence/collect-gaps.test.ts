import {afterEach, describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import type {Bundle} from '../../src/evidence/bundle-model.js';
import {type CollectOptions, collect} from '../../src/evidence/collect.js';
import type {Evidence, EvidenceId} from '../../src/evidence/model.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type Dataset, type FakeAws, type FakeAwsOptions, startFakeAws} from '../support/fake-aws.js';
import {ACCOUNT, ARN, CANARY, FAILED, GOOD, REGISTRY, rolledBackIncident, SERVICE_ID} from '../support/incident.js';

const NOW = Date.parse('2026-02-13T09:00:00Z');
let fake: FakeAws | undefined;
let restore: (() => void) | undefined;

afterEach(async () => {
  restore?.();
  restore = undefined;
  await fake?.close();
  fake = undefined;
});

async function run(
  dataset: Dataset,
  server: FakeAwsOptions = {},
  options: Partial<CollectOptions> = {},
): Promise<Bundle> {
  fake = await startFakeAws(dataset, server);
  restore = useFakeEnvironment(fake.env);
  return collect({service: ARN, contract: neravaContract, contractChosenBy: 'built-in', now: () => NOW, ...options});
}

function value<T>(evidence: Evidence<T>): T {
  if (evidence.status !== 'collected') throw new Error(`${evidence.id} is ${evidence.status}: ${evidence.why}`);
  return evidence.value;
}

type Service = NonNullable<Dataset['services']>[number];

function changed(change: (service: Service) => Service, more: Partial<Dataset> = {}): Dataset {
  const dataset = rolledBackIncident();
  return {...dataset, ...more, services: (dataset.services ?? []).map(change)};
}

describe('what may not be read is a gap with its action, never a fact', () => {
  it.each<[string, EvidenceId, string]>([
    ['apprunner:ListOperations', 'operations', 'apprunner:ListOperations'],
    ['logs:*', 'service-log', 'logs:FilterLogEvents'],
    ['logs:*', 'application-log', 'logs:FilterLogEvents'],
    // A registry whose rules cannot be read may be a cache: a tag is listed first, and that is what is missing first.
    ['ecr:*', 'image-attempted', 'ecr:DescribeImages'],
    ['ecr:*', 'image-running', 'ecr:DescribeImages'],
    ['cloudtrail:LookupEvents', 'change-history', 'cloudtrail:LookupEvents'],
    ['cloudwatch:GetMetricData', 'metrics', 'cloudwatch:GetMetricData'],
    ['ecr:DescribeRepositories', 'sibling-repositories', 'ecr:DescribeRepositories'],
    ['apprunner:DescribeCustomDomains', 'domains', 'apprunner:DescribeCustomDomains'],
    ['sts:GetCallerIdentity', 'identity', 'sts:GetCallerIdentity'],
  ])('%s denied leaves %s denied', async (denied, id, action) => {
    const {evidence} = await run({...rolledBackIncident(), denied: [denied]});
    expect(evidence[id]).toMatchObject({status: 'denied', action, fix: expect.stringContaining(action)});
    expect(evidence.service.status).toBe('collected');
  });

  it('roles and secrets keep what could be read and name the rest', async () => {
    const {evidence} = await run({
      ...rolledBackIncident(),
      denied: ['iam:SimulatePrincipalPolicy', 'secretsmanager:DescribeSecret'],
    });
    expect(value(evidence.roles)).toMatchObject({
      access: {exists: true, trustedServices: ['build.apprunner.amazonaws.com']},
      gaps: [{why: expect.stringContaining('iam:SimulatePrincipalPolicy')}, {}],
    });
    expect(value(evidence.secrets)).toMatchObject([{variable: 'API_KEY', status: 'gap'}]);
  });

  it('an operation that the endpoint does not know, nonsense and emptiness are gaps too', async () => {
    for (const kind of ['not-json', 'empty', 'error-500'] as const) {
      const {evidence} = await run(rolledBackIncident(), {
        faults: ['cloudtrail:*', 'cloudwatch:*', 'iam:*', 'apprunner:DescribeCustomDomains'].map((operation) => ({
          operation,
          kind,
        })),
      });
      for (const id of ['change-history', 'domains'] as const) expect(evidence[id].status).toBe('error');
      expect(evidence['image-attempted'].status).toBe('collected');
      restore?.();
      await fake?.close();
    }
  });

  it('an empty list of operations in an empty answer is no proof that nothing was deployed', async () => {
    const {evidence} = await run(rolledBackIncident(), {
      faults: [{operation: 'apprunner:ListOperations', kind: 'empty'}],
    });
    expect(evidence.operations.status).toBe('error');
    expect(evidence['image-attempted'].status).not.toBe('absent');
  });
});

describe('a call that hangs', () => {
  it('holds nothing else up when it is optional', async () => {
    const began = performance.now();
    const {evidence} = await run(
      rolledBackIncident(),
      {faults: ['cloudtrail:*', 'iam:*', 'sts:*'].map((operation) => ({operation, kind: 'never' as const}))},
      {timeoutMs: 1_500},
    );
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(evidence.identity.status).toBe('timeout');
    expect(evidence['change-history'].status).toBe('timeout');
    expect(evidence['application-log'].status).toBe('collected');
    expect(evidence['image-attempted'].status).toBe('collected');
  });

  it('leaves what needs no deployment to be read when it is the list of operations', async () => {
    const {evidence} = await run(
      rolledBackIncident(),
      {faults: [{operation: 'apprunner:ListOperations', kind: 'never'}]},
      {timeoutMs: 1_500},
    );
    expect(evidence.operations.status).toBe('timeout');
    for (const id of ['roles', 'secrets', 'sibling-repositories'] as const) {
      expect(evidence[id].status).toBe('collected');
    }
  });

  it('is tried again soon when it is the list of operations', async () => {
    const began = performance.now();
    const {evidence} = await run(rolledBackIncident(), {
      faults: [{operation: 'apprunner:ListOperations', kind: 'never', times: 1}],
    });
    expect(evidence['application-log'].status).toBe('collected');
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  it('ends the run with one message when it is the service itself', async () => {
    const pending = run(
      rolledBackIncident(),
      {faults: [{operation: 'apprunner:DescribeService', kind: 'never'}]},
      {timeoutMs: 300},
    );
    await expect(pending).rejects.toMatchObject({code: 'AWS_TIMEOUT', exitCode: 3});
  });
});

describe('logs', () => {
  it('are found although the newest page does not reach back to the deployment', async () => {
    const noise = Array.from({length: 30}, (_, i): [string, string] => [
      new Date(Date.parse('2026-02-01T00:00:00Z') + i * 1000).toISOString(),
      '[AppRunner] Service status is set to RUNNING.',
    ]);
    const dataset = changed((s) => ({...s, logs: {...s.logs, events: [...(s.logs?.events ?? []), ...noise]}}));
    const {evidence} = await run(dataset, {logPaging: {events: 10}});
    expect(value(evidence['service-log']).some((e) => e.message.includes(':v32'))).toBe(true);
    expect(value(evidence['image-attempted']).tag).toBe('v32');
  });

  it('come from GetLogEvents where FilterLogEvents is denied', async () => {
    const {evidence} = await run({...rolledBackIncident(), denied: ['logs:FilterLogEvents']});
    expect(value(evidence['service-log']).some((e) => e.stream === `deployment/${FAILED}`)).toBe(true);
    expect(value(evidence['application-log'])).toMatchObject({streams: [{}], events: [{}, {}]});
  });

  it('tell a group that never was from one without a new stream', async () => {
    const none = await run(changed((s) => ({...s, logs: {events: s.logs?.events ?? []}})));
    expect(none.evidence['application-log']).toMatchObject({
      status: 'absent',
      why: expect.stringContaining('does not exist'),
    });
    restore?.();
    await fake?.close();
    const onlyOld = changed((s) => {
      const [first] = Object.entries(s.logs?.instances ?? {});
      return {...s, logs: {...s.logs, instances: Object.fromEntries(first === undefined ? [] : [first])}};
    });
    const old = value((await run(onlyOld)).evidence['application-log']);
    expect(old).toEqual({streams: [], events: [], olderStreams: 1});
  });

  it('of an old instance that was silent before the deployment are still told apart', async () => {
    const dataset = changed((s) => ({
      ...s,
      logs: {
        ...s.logs,
        instances: {
          ...s.logs?.instances,
          eeee: [
            ['2026-01-21T00:00:00Z', 'old and quiet'],
            ['2026-01-23T16:22:30Z', 'old and suddenly loud'],
          ],
        },
      },
    }));
    const log = value((await run(dataset)).evidence['application-log']);
    expect(log.events.map((e) => e.message)).not.toContain('old and suddenly loud');
    expect(log.olderStreams).toBe(2);
  });

  it('are waited for when they are late', async () => {
    const dataset = changed((s) => ({...s, logs: {events: s.logs?.events ?? []}}));
    fake = await startFakeAws(dataset);
    restore = useFakeEnvironment(fake.env);
    const {world} = fake;
    const group = `/aws/apprunner/my-api/${SERVICE_ID}/application`;
    let looks = 0;
    const bundle = await collect({
      service: ARN,
      contract: neravaContract,
      contractChosenBy: 'built-in',
      now: () => NOW,
      waitLogsSeconds: 20,
      progress: (text) => {
        if (!text.startsWith('no line') || looks++ > 0) return;
        world.logs.addLines(group, 'instance/late', [['2026-01-23T16:22:10Z', 'late but there']]);
      },
    });
    expect(value(bundle.evidence['application-log']).events.map((e) => e.message)).toEqual(['late but there']);
  });

  it('keep head and tail of a flood, and say that the middle is missing', async () => {
    const flood = Array.from({length: 15_000}, (_, i): [string, string] => [
      new Date(Date.parse('2026-01-23T16:22:00Z') + i).toISOString(),
      `line ${i}`,
    ]);
    const dataset = changed((s) => ({...s, logs: {...s.logs, instances: {ffff: flood}}}));
    const {evidence} = await run(dataset);
    const log = evidence['application-log'];
    expect(log).toMatchObject({status: 'collected', truncated: true});
    const messages = value(log).events.map((e) => e.message);
    expect(messages[0]).toBe('line 0');
    expect(messages.at(-1)).toBe('line 14999');
    expect(messages.length).toBeLessThan(15_000);
  });
});

describe('images', () => {
  it('whose tag is missing are absent, which is a fact', async () => {
    const dataset = rolledBackIncident();
    const images = (dataset.repositories?.['my-api']?.images ?? []).filter((i) => !i.tags.includes('v32'));
    const {evidence} = await run({...dataset, repositories: {'my-api': {images}}});
    expect(evidence['image-attempted']).toMatchObject({status: 'absent', why: expect.stringContaining('v32')});
    expect(evidence['image-running'].status).toBe('collected');
  });

  it('whose repository is missing are absent too', async () => {
    const {evidence} = await run({...rolledBackIncident(), repositories: {}});
    expect(evidence['image-attempted']).toMatchObject({
      status: 'absent',
      why: expect.stringContaining('no repository'),
    });
  });

  it('give their configuration through the registry where download URLs are denied', async () => {
    const {evidence} = await run({...rolledBackIncident(), denied: ['ecr:GetDownloadUrlForLayer']});
    expect(value(evidence['image-attempted']).config?.architecture).toBe('amd64');
    expect(fake?.operations()).toContain('ecr:GetAuthorizationToken');
  });

  it('keep what could be read when the configuration could not', async () => {
    const {evidence} = await run({
      ...rolledBackIncident(),
      denied: ['ecr:GetDownloadUrlForLayer', 'ecr:GetAuthorizationToken'],
    });
    const image = value(evidence['image-attempted']);
    expect(image.manifest?.layers.length).toBeGreaterThan(0);
    expect(image.gaps).toMatchObject([{why: expect.stringContaining('ecr:GetDownloadUrlForLayer')}]);
  });

  it('survive one broken download', async () => {
    const {evidence} = await run(rolledBackIncident(), {faults: [{operation: 'layer:GET', kind: 'reset', times: 1}]});
    expect(value(evidence['image-attempted']).gaps).toBeUndefined();
    expect(value(evidence['image-running']).gaps).toBeUndefined();
  });

  it('of an index without amd64 have no manifest, and say what there is', async () => {
    const dataset = rolledBackIncident();
    const images = (dataset.repositories?.['my-api']?.images ?? []).map((i) =>
      i.tags.includes('v32') ? {...i, architecture: 'arm64'} : i,
    );
    const {evidence} = await run({...dataset, repositories: {'my-api': {images}}});
    const image = value(evidence['image-attempted']);
    expect(image.manifest).toBeUndefined();
    expect(image.index?.map((e) => e.architecture)).toEqual(expect.arrayContaining(['arm64', 'unknown']));
  });

  it('are those that the user names, by a tag or the beginning of one', async () => {
    const {evidence} = await run(rolledBackIncident(), {}, {good: 'v24', bad: 'v3'});
    expect(value(evidence['image-attempted']).reference).toBe(`${REGISTRY}/my-api:v32`);
    expect(value(evidence['image-running']).tag).toBe('v24');
  });

  it('come from CloudTrail where no line names the attempted one', async () => {
    const dataset = changed((s) => ({...s, logs: {}}));
    const {evidence} = await run(dataset);
    expect(value(evidence['image-attempted']).tag).toBe('v32');
    expect(evidence['service-log'].status).toBe('absent');
  });

  it('are not guessed where nothing names them', async () => {
    const {evidence} = await run(changed((s) => ({...s, logs: {}}), {cloudTrail: []}));
    expect(evidence['image-attempted']).toMatchObject({status: 'skipped', fix: 'name it: --bad TAG'});
  });

  it('are none of a service built from source', async () => {
    const dataset = changed((s) => ({
      ...s,
      describe: {
        SourceConfiguration: {
          CodeRepository: {
            RepositoryUrl: 'https://git.example.com/acme/app',
            SourceCodeVersion: {Type: 'BRANCH', Value: 'main'},
            CodeConfiguration: {
              ConfigurationSource: 'REPOSITORY',
              CodeConfigurationValues: {Runtime: 'PYTHON_311', RuntimeEnvironmentVariables: {TOKEN: CANARY}},
            },
          },
        },
      },
    }));
    const bundle = await run(dataset);
    expect(value(bundle.evidence.service)).toMatchObject({
      source: {kind: 'code', configurationSource: 'REPOSITORY', branch: 'main', runtime: 'PYTHON_311'},
      configuration: {variables: [{name: 'TOKEN'}]},
    });
    expect(bundle.evidence['image-attempted'].status).toBe('absent');
    expect(JSON.stringify(bundle)).not.toContain(CANARY);
  });
});

describe('the target', () => {
  it('is found by the beginning of its name, and by nothing when it is alone', async () => {
    expect(value((await run(rolledBackIncident(), {}, {service: 'my'})).evidence.service).arn).toBe(ARN);
    restore?.();
    await fake?.close();
    const alone = await run(rolledBackIncident(), {}, {service: undefined, only: ['service']});
    expect(value(alone.evidence.service).name).toBe('my-api');
    expect(alone.evidence.operations).toMatchObject({status: 'skipped'});
  });

  it('that does not exist is answered with what there is', async () => {
    await expect(run(rolledBackIncident(), {}, {service: 'my-pai'})).rejects.toMatchObject({
      code: 'SERVICE_NOT_FOUND',
      exitCode: 3,
      suggestions: expect.arrayContaining(['there is: my-api']),
    });
  });

  it('whose ARN is outdated is answered with the new one', async () => {
    const old = ARN.replace(SERVICE_ID, 'f'.repeat(32));
    await expect(run(rolledBackIncident(), {}, {service: old})).rejects.toMatchObject({
      code: 'SERVICE_NOT_FOUND',
      suggestions: [ARN],
    });
  });

  it('takes its region from the ARN, whatever the environment says', async () => {
    fake = await startFakeAws(rolledBackIncident());
    restore = useFakeEnvironment({...fake.env, AWS_REGION: 'eu-west-1'});
    const bundle = await collect({
      service: ARN,
      contract: neravaContract,
      contractChosenBy: 'built-in',
      only: ['service'],
    });
    expect(value(bundle.evidence.service).region).toBe('us-east-1');
  });

  it('is refused when it is the ARN of something else', async () => {
    const other = `arn:aws:ecs:us-east-1:${ACCOUNT}:service/x/y`;
    await expect(run(rolledBackIncident(), {}, {service: other})).rejects.toMatchObject({exitCode: 2});
  });
});

describe('the deployment', () => {
  it('that was asked for is examined', async () => {
    const {evidence} = await run(rolledBackIncident(), {}, {deployment: GOOD.slice(0, 8)});
    expect(value(evidence['service-log'])[0]?.message).toContain(':v24');
  });

  it('that does not exist could not be looked at, and some are listed: as for a service, as for logs', async () => {
    await expect(run(rolledBackIncident(), {}, {deployment: 'nope'})).rejects.toMatchObject({
      exitCode: 3,
      suggestions: [expect.stringContaining(FAILED), expect.stringContaining(GOOD)],
    });
  });
});

describe('secrets', () => {
  it('are read only on request, judged, and never shown', async () => {
    const dataset = rolledBackIncident();
    const withValue = {...dataset, secrets: {'my-api/key': {value: JSON.stringify({field: `${CANARY}-secret`})}}};
    const without = await run(withValue);
    expect(fake?.operations()).not.toContain('secretsmanager:GetSecretValue');
    expect(value(without.evidence.service).configuration.secrets[0]?.resolved).toBeUndefined();
    restore?.();
    await fake?.close();
    const bundle = await run(withValue, {}, {resolveSecrets: true});
    expect(value(bundle.evidence.service).configuration.secrets[0]).toMatchObject({
      kind: 'secrets-manager',
      resolved: {source: 'secret', length: `${CANARY}-secret`.length},
    });
    expect(JSON.stringify(bundle)).not.toContain(CANARY);
  });
});
