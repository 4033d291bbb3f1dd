import {describe, expect, it} from 'vitest';
import {openAws} from '../../src/aws/clients.js';
import {type LogQueries, openLogQueries} from '../../src/aws/log-queries.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type FakeAws, type FakeAwsOptions, startFakeAws} from '../support/fake-aws.js';

const AT = Date.parse('2026-01-23T17:00:00.500Z');
const QUERY = {group: 'g', from: AT, to: AT, text: 'fields @timestamp, @message, @logStream', limit: 10};

const NONE = {throttled: 0, unknown: 0};

interface Told {
  readonly queries: LogQueries;
  readonly fake: FakeAws;
  readonly progress: string[];
}

async function withQueries(options: FakeAwsOptions, work: (told: Told) => Promise<void>): Promise<void> {
  await using fake = await startFakeAws({now: '2026-01-23T18:00:00Z'}, options);
  const restore = useFakeEnvironment(fake.env);
  const aws = openAws();
  const progress: string[] = [];
  fake.world.logs.add('g', 's', [{timestamp: AT, message: 'line\r\n\u001b[2J'}]);
  try {
    const queries = openLogQueries(aws, {progress: (text) => progress.push(text), note: () => {}}, NONE);
    await work({queries, fake, progress});
  } finally {
    aws.close();
    restore();
  }
}

const never = new AbortController().signal;

describe('queries of CloudWatch Logs Insights', () => {
  it('asks in seconds that hold the window, says what it waits for, and counts what was scanned', async () => {
    await withQueries({insights: {looks: 2}}, async ({queries, fake, progress}) => {
      expect(queries.spent()).toEqual({queries: 0, bytesScanned: 0});
      const {events, matched} = await queries.run(QUERY, never);
      expect(events).toEqual([{timestamp: AT, message: 'line\r\n\u001b[2J', logStreamName: 's'}]);
      expect(matched).toBe(1);
      expect(progress.map((text) => text.split(' ').at(-1))).toEqual(['scheduled', 'running', 'complete']);
      expect(queries.spent()).toEqual({queries: 1, bytesScanned: 10});
      const [started] = fake.calls.filter(({operation}) => operation === 'logs:StartQuery');
      const second = Date.parse('2026-01-23T17:00:00Z') / 1000;
      expect(started?.params).toMatchObject({startTime: second, endTime: second + 1, limit: 10});
      expect(fake.operations()).not.toContain('logs:StopQuery');
    });
  });

  it('gives up a query of which AWS knows nothing, and stops it', async () => {
    await withQueries({insights: {end: 'Unknown'}}, async ({queries, fake}) => {
      await expect(queries.run(QUERY, never)).rejects.toMatchObject({
        code: 'QUERY_FAILED',
        exitCode: 3,
        message: expect.stringContaining('AWS does not know what became of it'),
      });
      expect(fake.operations()).toContain('logs:StopQuery');
      expect(queries.spent()).toEqual({queries: 1, bytesScanned: undefined});
    });
  });

  it.each(['logs:StartQuery', 'logs:GetQueryResults'])(
    'does not wait for ever while %s is throttled',
    async (operation) => {
      await withQueries({faults: [{operation, kind: 'throttle'}]}, async ({queries}) => {
        await expect(queries.run(QUERY, never)).rejects.toMatchObject({failure: {kind: 'throttled', operation}});
      });
    },
  );

  it('does not mind when stopping fails', async () => {
    const faults = [{operation: 'logs:StopQuery', kind: 'denied'}] as const;
    await withQueries({insights: {end: 'Unknown'}, faults}, async ({queries}) => {
      await expect(queries.run(QUERY, never)).rejects.toMatchObject({code: 'QUERY_FAILED'});
    });
  });
});
