import {readdirSync, readFileSync} from 'node:fs';
import {AppRunnerClient, DeleteServiceCommand} from '@aws-sdk/client-apprunner';
import {afterEach, describe, expect, it} from 'vitest';
import {listServices} from '../../src/aws/app-runner.js';
import {type Aws, openAws} from '../../src/aws/clients.js';
import {callerIdentity} from '../../src/aws/identity.js';
import {AWS_OPERATIONS} from '../../src/aws/operations.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type FakeAws, startFakeAws} from '../support/fake-aws.js';
import {ARN, rolledBackIncident} from '../support/incident.js';

let fake: FakeAws | undefined;
let restore: (() => void) | undefined;
let aws: Aws | undefined;

afterEach(async () => {
  aws?.close();
  restore?.();
  await fake?.close();
});

describe('the clients', () => {
  it('refuse an operation that is not in the list, before anything is sent', async () => {
    fake = await startFakeAws(rolledBackIncident());
    restore = useFakeEnvironment(fake.env);
    aws = openAws();
    const client = await aws.client('apprunner');
    expect(client).toBeInstanceOf(AppRunnerClient);
    await expect(client.send(new DeleteServiceCommand({ServiceArn: ARN}))).rejects.toThrow(
      'apprunner:DeleteService is not in the list of reading operations',
    );
    expect(fake.calls).toEqual([]);
  });

  it('share one connection pool and one set of credentials', async () => {
    fake = await startFakeAws(rolledBackIncident());
    restore = useFakeEnvironment(fake.env);
    aws = openAws();
    await Promise.all([listServices(aws), callerIdentity(aws)]);
    expect(fake.calls.map((c) => c.status)).toEqual([200, 200]);
    expect(Object.keys(aws.agents.http.freeSockets)).toHaveLength(1);
  });

  it('recover from two throttles', async () => {
    fake = await startFakeAws(rolledBackIncident(), {
      faults: [{operation: 'apprunner:ListServices', kind: 'throttle', times: 2}],
    });
    restore = useFakeEnvironment(fake.env);
    aws = openAws();
    expect(await listServices(aws)).toHaveLength(1);
    expect(fake.calls).toHaveLength(3);
  });
});

describe('the list of operations', () => {
  it('holds every command and paginator that is taken from the SDK, and nothing else', () => {
    const dir = new URL('../../src/aws/sdk/', import.meta.url);
    const taken = readdirSync(dir).flatMap((file) => {
      const service = file.replace('.ts', '');
      const source = readFileSync(new URL(file, dir), 'utf8');
      const names = [...source.matchAll(/\b(?:(\w+)Command|paginate(\w+))\b/g)].map((m) => m[1] ?? m[2]);
      return names.map((name) => `${service}:${name}`);
    });
    expect([...new Set(taken)].sort()).toEqual(AWS_OPERATIONS.map((o) => o.id).sort());
  });
});
