import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {describe, expect, it} from 'vitest';
import {type FakeAwsOptions, startFakeAws} from './fake-aws.js';

const AT = Date.parse('2026-01-23T17:00:00Z');

async function withLogs<T>(options: FakeAwsOptions, work: (logs: CloudWatchLogsClient) => Promise<T>): Promise<T> {
  await using fake = await startFakeAws({now: '2026-01-23T18:00:00Z'}, options);
  fake.world.logs.add('g', 's', [
    {timestamp: AT, message: 'a | or b'},
    {timestamp: AT + 1, message: 'b'},
    {timestamp: AT + 1001, message: 'c'},
  ]);
  return await work(new CloudWatchLogsClient({...fake.client, maxAttempts: 1}));
}

const start = (logs: CloudWatchLogsClient, queryString: string, more: object = {}) =>
  logs.send(
    new StartQueryCommand({logGroupName: 'g', startTime: AT / 1000, endTime: AT / 1000 + 5, queryString, ...more}),
  );

async function messagesOf(logs: CloudWatchLogsClient, query: string, more: object = {}) {
  const {queryId} = await start(logs, query, more);
  for (;;) {
    const {status, results} = await logs.send(new GetQueryResultsCommand({queryId}));
    if (status === 'Complete') return results?.map((row) => row.find(({field}) => field === '@message')?.value);
  }
}

describe('the fake CloudWatch Logs Insights', () => {
  it('knows the part of the query language that is sent to it', async () => {
    await withLogs({}, async (logs) => {
      const all = 'fields @timestamp, @message | sort @timestamp asc';
      expect(await messagesOf(logs, all)).toEqual(['a | or b', 'b', 'c']);
      expect(await messagesOf(logs, `${all} | limit 1`)).toEqual(['a | or b']);
      expect(await messagesOf(logs, all, {limit: 2})).toHaveLength(2);
      expect(await messagesOf(logs, `${all} | filter @message like "| or"`)).toEqual(['a | or b']);
      expect(await messagesOf(logs, `${all} | filter @message like "c" or @message like "| or"`)).toHaveLength(2);
      const within = `filter toMillis(@timestamp) >= ${AT + 1} and toMillis(@timestamp) <= ${AT + 1000}`;
      expect(await messagesOf(logs, `${all} | ${within}`)).toEqual(['b']);
      // To the second, inclusive, and not a millisecond more.
      expect(await messagesOf(logs, all, {endTime: AT / 1000 + 1})).toEqual(['a | or b', 'b']);
    });
  });

  it.each(['stats count(*)', 'filter @message =~ /x/', 'filter @message like "a"b"', 'sort @timestamp desc'])(
    'refuses what it does not know: %s',
    async (query) => {
      await withLogs({}, (logs) => expect(start(logs, query)).rejects.toMatchObject({name: 'MalformedQueryException'}));
    },
  );

  it('refuses times in milliseconds, a group that is not there, and one query too many', async () => {
    await withLogs({insights: {atOnce: 1}}, async (logs) => {
      const all = 'fields @message';
      await expect(start(logs, all, {startTime: AT, endTime: AT + 1})).rejects.toThrow('count seconds');
      await expect(start(logs, all, {logGroupName: 'x'})).rejects.toMatchObject({name: 'ResourceNotFoundException'});
      const {queryId} = await start(logs, all);
      await expect(start(logs, all)).rejects.toMatchObject({name: 'LimitExceededException'});
      await logs.send(new StopQueryCommand({queryId}));
      await expect(logs.send(new StopQueryCommand({queryId}))).rejects.toThrow('not running');
      await start(logs, all);
    });
  });

  it('answers in part while it runs, and by pages when it is done', async () => {
    await withLogs({insights: {looks: 2, pageRows: 2}}, async (logs) => {
      const {queryId} = await start(logs, 'fields @message');
      const look = async (nextToken?: string) => {
        const {status, results, nextToken: token} = await logs.send(new GetQueryResultsCommand({queryId, nextToken}));
        return [status, results?.length, token];
      };
      expect(await look()).toEqual(['Scheduled', 0, undefined]);
      expect(await look()).toEqual(['Running', 1, undefined]);
      expect(await look()).toEqual(['Complete', 2, '2']);
      expect(await look('2')).toEqual(['Complete', 1, undefined]);
    });
  });
});
