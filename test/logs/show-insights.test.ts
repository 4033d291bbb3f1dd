import {describe, expect, it} from 'vitest';
import Logs from '../../src/commands/logs.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type FakeAws, type FakeAwsOptions, startFakeAws} from '../support/fake-aws.js';
import {runCommand} from '../support/run-command.js';
import {ARN, BAD, CANARY, DATASET, ID, NEW, show} from './shown.js';

const APPLICATION = `/aws/apprunner/my-api/${ID}/application`;
const SINCE = ['--since', '2026-01-23T14:00:00Z', '--until', '2026-01-23T18:00:00Z'];

async function withFake<T>(options: FakeAwsOptions, work: (fake: FakeAws) => Promise<T>): Promise<T> {
  await using fake = await startFakeAws(DATASET, options);
  const restore = useFakeEnvironment(fake.env);
  try {
    return await work(fake);
  } finally {
    restore();
  }
}

/** More lines than two answers hold. */
function addMany(fake: FakeAws): void {
  const first = Date.parse('2026-01-23T17:05:00Z');
  const many = Array.from({length: 25_000}, (_, index) => ({timestamp: first + index * 3, message: `m${index}`}));
  fake.world.logs.add(APPLICATION, `instance/${NEW}`, many);
}

/** What a line says, without what only FilterLogEvents knows. */
function essence(lines: readonly string[]): string[] {
  return lines
    .map((line) => JSON.parse(line) as {readonly [key: string]: unknown})
    .map(({timestamp, group, stream, message}) => JSON.stringify({timestamp, group, stream, message}))
    .sort();
}

const run = (fake: FakeAws, ...argv: string[]) => runCommand(Logs, [ARN, ...SINCE, '--insights', ...argv], fake.env);

describe('logs --insights', () => {
  it.each([
    ['everything', {}],
    ['what --grep selects', {grep: 'KeyError|goes on$'}],
    ['what --grep selects by plain words', {grep: 'KeyError|instance'}],
    ['what --grep selects of masks', {grep: 'API_SECRET'}],
    ['what --filter selects', {filter: '?"KeyError" ?instance'}],
    ['one group', {group: 'service'}],
    ['one deployment', {deployment: BAD, since: undefined, until: undefined}],
  ] as const)('shows the same lines as reading page by page: %s', async (_, options) => {
    await withFake({insights: {rows: 4, pageRows: 3}}, async (fake) => {
      const paged = await show({...options, format: 'jsonl'});
      expect(fake.operations()).not.toContain('logs:StartQuery');
      const queried = await show({...options, format: 'jsonl', insights: true});
      expect(queried.count).toBeGreaterThan(0);
      expect(essence(queried.lines)).toEqual(essence(paged.lines));
      const stamps = queried.lines.map((line) => (JSON.parse(line) as {timestamp: string}).timestamp);
      expect(stamps).toEqual([...stamps].sort());
      expect(fake.operations()).toContain('logs:GetQueryResults');
    });
  });

  it('draws text with marks and masks as ever, and says what it cost and how complete it is', async () => {
    // Three looks: scheduled, running with a part of the answer, complete.
    await withFake({insights: {looks: 2}}, async (fake) => {
      const {code, stdout, stderr} = await run(fake);
      expect(code).toBe(0);
      expect(stdout).toContain(`-- UPDATE_SERVICE ${BAD} started --`);
      expect(stdout).toContain('[masked API_SECRET]');
      expect(stdout).not.toContain(CANARY);
      expect(stderr).toMatch(/2 queries, 0\.01 MB scanned \(AWS bills by the bytes scanned\)/);
      expect(stderr).toContain('Complete up to 2026-01-23T18:00:00.000Z');
    });
  });

  it('lets AWS search for plain words, and asks AWS for nothing that it does not know', async () => {
    await withFake({}, async (fake) => {
      const {stdout} = await run(fake, '--grep', 'KeyError', '--format', 'jsonl');
      expect(stdout.split('\n')).toHaveLength(2);
      const queries = fake.calls.filter(({operation}) => operation === 'logs:StartQuery');
      expect(queries.every(({params}) => String(params['queryString']).includes('like "KeyError"'))).toBe(true);
      expect(fake.calls.filter(({operation}) => operation === 'logs:FilterLogEvents')).toEqual([]);
    });
  });

  it('shows more lines than one answer holds, each once and in order, by few queries', async () => {
    await withFake({}, async (fake) => {
      addMany(fake);
      const {lines} = await show({insights: true, group: 'application', format: 'jsonl', grep: '^m'});
      const messages = lines.map((line) => (JSON.parse(line) as {message: string}).message);
      expect(messages).toEqual(Array.from({length: 25_000}, (_, index) => `m${index}`));
      expect(fake.calls.filter(({operation}) => operation === 'logs:StartQuery').length).toBeLessThan(8);
    });
  });

  it('reads more lines of one millisecond than a query answers, page by page', async () => {
    await withFake({insights: {rows: 10}}, async (fake) => {
      const timestamp = Date.parse('2026-01-23T17:05:00.123Z');
      const burst = Array.from({length: 50}, (_, index) => ({timestamp, message: `burst ${index}`}));
      fake.world.logs.add(APPLICATION, `instance/${NEW}`, burst);
      const {lines} = await show({insights: true, format: 'jsonl', filter: 'burst'});
      expect(lines).toHaveLength(50);
      expect(new Set(lines).size).toBe(50);
      expect(fake.operations()).toContain('logs:FilterLogEvents');
    });
  });

  it('waits when other queries use the quota', async () => {
    // The SDK tries a few times by itself: this outlasts it.
    const faults = [{operation: 'logs:StartQuery', kind: 'query-limit', times: 4}] as const;
    await withFake({faults}, async (fake) => {
      const {code, stdout} = await run(fake, '--group', 'application', '--format', 'jsonl');
      expect(code).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(10);
    });
  });

  it('goes on when looking at a query is throttled', async () => {
    await withFake({faults: [{operation: 'logs:GetQueryResults', kind: 'throttle', times: 4}]}, async (fake) => {
      const {code, stdout} = await run(fake, '--group', 'application', '--format', 'jsonl');
      expect(code).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(10);
    });
  });

  it.each([
    ['Failed', 'it ended as Failed'],
    ['Timeout', 'it took longer than AWS lets a query run'],
    ['Cancelled', 'someone stopped it'],
  ] as const)('says so when a query ends as %s', async (end, why) => {
    await withFake({insights: {end}}, async (fake) => {
      const {code, stdout, stderr} = await run(fake);
      expect({code, stdout}).toEqual({code: 3, stdout: ''});
      expect(stderr).toContain(why);
      expect(stderr).toContain('leave --insights out');
    });
  });

  it.each(['StartQuery', 'GetQueryResults'])('names the permission when %s is denied', async (operation) => {
    await withFake({faults: [{operation: `logs:${operation}`, kind: 'denied'}]}, async (fake) => {
      const {code, stderr} = await run(fake);
      expect(code).toBe(3);
      expect(stderr).toContain(`logs:${operation} is not allowed`);
    });
  });

  it('shows the group that may be searched where the other may not', async () => {
    const faults = [{operation: 'logs:StartQuery', kind: 'denied', about: `${ID}/service`}] as const;
    await withFake({faults}, async () => {
      const {lines, denied, notes} = await show({insights: true, format: 'jsonl'});
      expect(denied).toEqual(['service']);
      expect(notes.join()).toContain("App Runner's own lines are missing here");
      expect(lines).toHaveLength(10);
    });
  });

  it('names what failed first, though other queries were stopped for it', async () => {
    // The third query: of a part that is read ahead, while the one before it still runs.
    const faults = [{operation: 'logs:StartQuery', kind: 'denied', after: 2}] as const;
    await withFake({insights: {looks: 3}, faults}, async (fake) => {
      addMany(fake);
      await expect(show({insights: true, group: 'application'})).rejects.toMatchObject({
        code: 'AWS_DENIED',
        message: expect.stringContaining('logs:StartQuery'),
      });
    });
  });

  it('says so when a window lies before the log group was made', async () => {
    await withFake({}, async (fake) => {
      const {notes, count} = await show({
        insights: true,
        since: Date.parse('2026-01-01T00:00:00Z'),
        until: Date.parse('2026-01-02T00:00:00Z'),
      });
      expect(count).toBe(0);
      expect(notes.filter((note) => note.includes('cannot search'))).toHaveLength(2);
      expect(notes.join()).toContain('before the group was made, or longer ago than it keeps lines');
      expect(fake.operations()).not.toContain('logs:GetQueryResults');
    });
  });

  it('puts no secret into a query', async () => {
    await withFake({}, async (fake) => {
      await run(fake, '--grep', CANARY);
      await run(fake, '--grep', `KeyError|${CANARY}`);
      const queries = fake.calls.filter(({operation}) => operation === 'logs:StartQuery');
      expect(queries).toHaveLength(4);
      expect(JSON.stringify(queries)).not.toContain(CANARY);
    });
  });

  it('tells why a log group is not there', async () => {
    await withFake({}, async (fake) => {
      fake.world.logs.deleteGroup(APPLICATION);
      const both = await run(fake, '--format', 'jsonl');
      expect(both.code).toBe(0);
      expect(both.stdout.trim().split('\n')).toHaveLength(4);
      expect(both.stderr).toContain('the container has never written a line');
      const alone = await run(fake, '--group', 'application');
      expect(alone.code).toBe(3);
      expect(alone.stderr).toContain('the container has never written a line');
    });
  });

  it('stops its queries when it is interrupted, and when nothing more is wanted', async () => {
    await withFake({insights: {looks: 1000}}, async (fake) => {
      const interruption = new AbortController();
      const shown = show({insights: true, signal: interruption.signal});
      shown.catch(() => {});
      while (fake.calls.filter(({operation}) => operation === 'logs:GetQueryResults').length < 2) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      interruption.abort();
      await expect(shown).rejects.toThrow();
      const count = (name: string) => fake.calls.filter(({operation}) => operation === name).length;
      expect(count('logs:StopQuery')).toBe(count('logs:StartQuery'));
    });
  });

  it('is no follow, and takes no pattern that it cannot word', async () => {
    await withFake({}, async (fake) => {
      expect((await run(fake, '--follow')).code).toBe(2);
      const {code, stderr} = await run(fake, '--filter', '{ $.level = 50 }');
      expect(code).toBe(2);
      expect(stderr).toContain('--insights cannot search for the filter pattern');
      expect(fake.operations()).not.toContain('logs:StartQuery');
    });
  });
});
