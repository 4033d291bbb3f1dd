import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import Logs from '../../src/commands/logs.js';
import {type Dataset, type FakeAws, type FakeAwsOptions, startFakeAws} from '../support/fake-aws.js';
import {runCommand} from '../support/run-command.js';
import {ARN, BAD, CANARY, DATASET, ID, NEW, OLD, show} from './shown.js';

let fake: FakeAws;
let environment: NodeJS.ProcessEnv;

async function start(options: FakeAwsOptions = {}, dataset: Dataset = DATASET): Promise<void> {
  fake = await startFakeAws(dataset, options);
  Object.assign(process.env, fake.env);
}

beforeEach(() => {
  environment = {...process.env};
});

afterEach(async () => {
  await fake.close();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});

describe('showing logs', () => {
  it('is one timeline of both groups, with deployments marked, tracebacks whole, health checks folded', async () => {
    await start();
    const {out, lines} = await show();
    expect(lines.map((line) => line.slice(0, 24)).filter((time) => time.startsWith('2026'))).toEqual(
      lines
        .map((line) => line.slice(0, 24))
        .filter((time) => time.startsWith('2026'))
        .sort(),
    );
    expect(out).toContain(`-- UPDATE_SERVICE ${BAD} started --`);
    expect(out).toContain(`2026-01-23T17:01:29.500Z -- new instance ${NEW} --`);
    expect(out).toContain('ended: ROLLBACK_SUCCEEDED');
    expect(out).toContain('(2 health checks up to 2026-01-23T17:01:05.000Z: GET /healthz answered 200)');
    expect(out).toContain(
      `instance/${NEW} Traceback (most recent call last):\n      File "/app/main.py", line 1, in <module>\n    KeyError: 'JWT_SECRET'\n`,
    );
    expect(out).toContain('ERROR it broke user=7');
  });

  it('marks what happened within the window and nothing else', async () => {
    await start();
    const {out} = await show({since: Date.parse('2026-01-23T17:00:00Z'), until: Date.parse('2026-01-23T17:05:00Z')});
    expect(out.match(/-- .* --/g)).toEqual([`-- UPDATE_SERVICE ${BAD} started --`, `-- new instance ${NEW} --`]);
  });

  it('marks nothing after the last line that was asked for, and nothing at all where no line matches', async () => {
    await start();
    const limited = await show({limit: 2});
    expect(limited.lines.at(-1)).not.toMatch(/-- .* --$/);
    expect((await show({grep: 'stands nowhere'})).out).toBe('');
    expect((await show({filter: '"stands nowhere"'})).out).toBe('');
  });

  it('says why new instances are not marked', async () => {
    await start({faults: [{operation: 'logs:DescribeLogStreams', kind: 'denied'}]});
    const {out, notes} = await show({});
    expect(out).toContain(`-- UPDATE_SERVICE ${BAD} started --`);
    expect(notes.join()).toContain('New instances are not marked');
  });

  it('shows no secret and no control character', async () => {
    await start();
    for (const format of ['text', 'jsonl'] as const) {
      const {out} = await show({format});
      expect(out).not.toContain(CANARY);
      expect(out).toContain('[masked API_SECRET]');
      expect(/[^\n\u0020-\u007e]/.test(out)).toBe(false);
    }
  });

  it('writes JSON lines as the contract says, whatever the message holds', async () => {
    await start();
    const {lines} = await show({format: 'jsonl'});
    const read = lines.map((line) => JSON.parse(line) as {[key: string]: unknown});
    expect(read).toHaveLength(14);
    for (const line of read) {
      expect(Object.keys(line)).toEqual(['timestamp', 'group', 'stream', 'eventId', 'message']);
    }
    expect(read.map((line) => line['timestamp'])).toEqual(read.map((line) => line['timestamp']).sort());
    expect(read.find((line) => String(line['message']).startsWith('evil'))).toMatchObject({
      timestamp: '2026-01-23T17:01:32.000Z',
      group: 'application',
      stream: `instance/${NEW}`,
      message: 'evil \u001b[2Jscreen\rCR\nLF \u202e bidi',
    });
  });

  it('tells the story of one deployment: its streams, its instances, its window', async () => {
    await start();
    for (const deployment of ['latest', BAD.slice(0, 6)]) {
      const {out} = await show({deployment, since: undefined, until: undefined, format: 'jsonl'});
      expect(out).toContain('connecting with');
      expect(out).toContain('Service update started');
      expect(out).not.toContain('old instance');
      expect(out).not.toContain('another deployment');
    }
    await expect(show({deployment: 'nope'})).rejects.toMatchObject({code: 'DEPLOYMENT_NOT_FOUND', exitCode: 3});
  });

  it('shows the hour before --until, where nothing says from when on', async () => {
    await start();
    const {out, lines} = await show({since: undefined, until: Date.parse('2026-01-23T17:01:31Z'), format: 'jsonl'});
    expect(lines).toHaveLength(10);
    expect(out).toContain('KeyError');
    expect(out).not.toContain('evil');
  });

  it.each([
    ['--since in the future', {since: Date.parse('2099-01-01'), until: undefined}, /--since.*\(now\)/],
    [
      '--since after the deployment',
      {deployment: 'latest', until: undefined, since: Date.parse('2026-01-23T17:50:00Z')},
      /deployment ended/,
    ],
    [
      '--until before the deployment',
      {deployment: 'latest', since: undefined, until: Date.parse('2026-01-01')},
      /deployment began/,
    ],
  ])('refuses a time that ends before it begins: %s', async (_, options, why) => {
    await start();
    await expect(show(options)).rejects.toMatchObject({exitCode: 2, message: expect.stringMatching(why)});
  });

  it('takes a filter pattern that CloudWatch does not understand for a mistake of the caller', async () => {
    await start();
    await expect(show({filter: '{'})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('--filter {'),
    });
  });

  it('names --since where --startup or --deployment cannot tell its time', async () => {
    await start({faults: [{operation: 'apprunner:ListOperations', kind: 'denied'}]});
    const untimed = {since: undefined, until: undefined};
    for (const options of [{startup: true}, {deployment: 'latest'}]) {
      await expect(show({...untimed, ...options})).rejects.toMatchObject({
        exitCode: 3,
        suggestions: [expect.stringContaining('apprunner:ListOperations'), expect.stringContaining('--since')],
      });
    }
    await fake.close();
    const [service] = DATASET.services ?? [];
    await start({}, {...DATASET, services: [{...service, operations: []}] as NonNullable<Dataset['services']>});
    await expect(show({...untimed, startup: true})).rejects.toMatchObject({
      suggestions: [expect.stringContaining('--since')],
    });
  });

  it('says of an instance that only matches of it are known', async () => {
    await start();
    const {out} = await show({startup: true, grep: 'KeyError', since: undefined, until: undefined});
    expect(out).toContain('first match 2026-01-23T17:01:31.000Z');
  });

  it.each([
    [['--deployment', ''], /names no deployment/],
    [['--startup', '--raw'], /not both at once/],
  ])('refuses %j', async (flags, why) => {
    await start();
    const {code, stderr} = await runCommand(Logs, [ARN, ...flags], fake.env);
    expect(code).toBe(2);
    expect(stderr).toMatch(why);
  });

  it('tells its instances from older ones however many streams came later', async () => {
    const [service] = DATASET.services ?? [];
    const later = Object.fromEntries(
      Array.from({length: 260}, (_, index) => [
        `later${index}`,
        [[new Date(Date.parse('2026-01-23T17:20:00Z') + index * 1000).toISOString(), 'later boot']] as const,
      ]),
    );
    await start(
      {},
      {
        ...DATASET,
        services: [
          {...service, logs: {...service?.logs, instances: {...service?.logs?.instances, ...later}}},
        ] as NonNullable<Dataset['services']>,
      },
    );
    const {out, notes} = await show({deployment: 'latest', since: undefined, until: undefined, format: 'jsonl'});
    expect(out).toContain('connecting with');
    expect(out).not.toContain('old instance');
    expect(notes).toEqual([]);
    // Two streams to look for, after four pages of the listing.
    expect(fake.calls.filter(({operation}) => operation === 'logs:DescribeLogStreams')).toHaveLength(6);
  });

  it.each(['text', 'jsonl'] as const)('says as %s that instances cannot be told apart', async (format) => {
    await start({faults: [{operation: 'logs:DescribeLogStreams', kind: 'denied'}]});
    for (const startup of [false, true]) {
      const {notes} = await show({deployment: 'latest', since: undefined, until: undefined, format, startup});
      expect(notes.join('\n')).toMatch(
        /Which instances the deployment made cannot be told of all \(.*DescribeLogStreams.*allow/,
      );
    }
    // What wrote before the deployment began is none of its own all the same.
    const {out} = await show({deployment: 'latest', format});
    expect(out).toContain('connecting with');
    expect(out).not.toContain('old instance');
  });

  it('shows what matters at start', async () => {
    await start();
    const text = (await show({startup: true, since: undefined, until: undefined})).out;
    expect(text).toContain(`instance/${NEW}`);
    expect(text).toContain("KeyError: 'JWT_SECRET'");
    expect(text).toContain('Container exit code: 1');
    expect(text).not.toContain(OLD);
    const json = await show({startup: true, since: undefined, until: undefined, format: 'jsonl'});
    expect(json.lines.map((line) => (JSON.parse(line) as {message: string}).message)).toEqual([
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 1, in <module>',
      "KeyError: 'JWT_SECRET'",
      '{"level":"error","msg":"it broke","user":7}',
      expect.stringContaining('Container exit code: 1'),
    ]);
  });

  it('searches here and on the server, limits, and chooses a group', async () => {
    await start();
    expect((await show({grep: 'KeyError|goes on$', format: 'jsonl'})).count).toBe(2);
    expect((await show({filter: '"KeyError"', format: 'jsonl'})).count).toBe(1);
    expect((await show({limit: 3, format: 'jsonl'})).lines).toHaveLength(3);
    expect((await show({group: 'service', format: 'jsonl'})).out).not.toContain('"application"');
    await expect(show({grep: '('})).rejects.toMatchObject({exitCode: 2});
  });

  it('ends quietly when nobody reads any more', async () => {
    await start();
    let writes = 0;
    const {notes} = await show({
      format: 'jsonl',
      write: async () => {
        writes += 1;
        return 'closed';
      },
    });
    expect(writes).toBe(1);
    expect(notes).toEqual([]);
  });

  it.each([
    ['by its ARN', {service: ARN}, 1],
    ['by its name', {service: 'my-api'}, 2],
    ['one deployment', {service: 'my-api', deployment: 'latest', since: undefined, until: undefined}, 3],
    ['by queries', {service: 'my-api', insights: true, grep: 'instance|KeyError'}, 5],
  ] as const)('shows its first line within so many round trips of start: %s', async (_, options, trips) => {
    // So long that calls which are made together are seen to be.
    await start({latencyMs: 150});
    // Instances of long ago, as every service has them: nobody waits until all are listed.
    const group = `/aws/apprunner/my-api/${ID}/application`;
    for (let i = 0; i < 120; i++) {
      fake.world.logs.add(group, `instance/old${i}`, [{timestamp: Date.parse('2026-01-01T00:00:00Z'), message: 'old'}]);
    }
    let depth: number | undefined;
    await show({
      ...options,
      write: async () => {
        const ended = fake.calls.filter((call) => call.endedAt !== undefined);
        depth ??= Math.max(...ended.map((call) => call.depth));
        return 'written';
      },
    });
    expect(depth).toBeLessThanOrEqual(trips);
  });
});

describe('faults', () => {
  // No more than two that are no throttle at a time: whichever calls they strike, of three attempts one is left.
  it.each([
    [{kind: 'reset', after: 4} as const, {kind: 'cut-body', after: 5} as const],
    [{kind: 'cut-body', after: 4} as const, {kind: 'error-503', after: 5} as const],
    [{kind: 'error-503', after: 4} as const, {kind: 'reset', after: 5} as const],
  ])('outlasts throttling, and %j, and %j', async (...faults) => {
    await start({
      faults: [
        {operation: 'logs:FilterLogEvents', kind: 'throttle', times: 2, after: 1},
        ...faults.map((fault) => ({operation: 'logs:FilterLogEvents', times: 1, ...fault})),
      ],
      logPaging: {events: 3, emptyPages: 2},
    });
    const {lines} = await show({format: 'jsonl'});
    expect(new Set(lines).size).toBe(14);
    expect(lines).toHaveLength(14);
  });

  it('asks anew for what a token stood for that AWS no longer knows', async () => {
    await start({
      faults: [{operation: 'logs:FilterLogEvents', kind: 'stale-token', times: 2, after: 1}],
      logPaging: {events: 2},
    });
    const {lines} = await show({format: 'jsonl'});
    expect(fake.calls.filter(({fault}) => fault === 'stale-token')).toHaveLength(2);
    expect(new Set(lines).size).toBe(14);
    expect(lines).toHaveLength(14);
  });

  it('says what is not allowed', async () => {
    for (const operation of ['logs:GetLogEvents', 'logs:DescribeLogStreams']) {
      await start({faults: ['logs:FilterLogEvents', operation].map((each) => ({operation: each, kind: 'denied'}))});
      await expect(show()).rejects.toMatchObject({
        exitCode: 3,
        code: 'AWS_DENIED',
        message: expect.stringContaining('logs:FilterLogEvents'),
      });
      await fake.close();
    }
  });

  it.each([
    ['service', 'application', 10, "App Runner's own lines"],
    ['application', 'service', 4, "The application's lines"],
  ] as const)(
    'shows one group where the other may not be read, and says so: %s',
    async (group, other, count, words) => {
      await start();
      const wanted = await show({group: other, format: 'jsonl'});
      const about = `/aws/apprunner/my-api/${ID}/${group}`;
      for (const operation of ['logs:FilterLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents']) {
        fake.addFault({operation, kind: 'denied', about});
      }
      const shown = await show({format: 'jsonl'});
      expect(shown.lines).toEqual(wanted.lines);
      expect(shown).toMatchObject({count, denied: [group]});
      const [note, ...more] = shown.notes.filter((text) => text.startsWith(words));
      expect(note).toContain('missing here');
      expect(note).toContain('allow logs:FilterLogEvents');
      expect(more).toEqual([]);
      expect(wanted.denied).toEqual([]);
      // Alone it is all that was asked for.
      await expect(show({group})).rejects.toMatchObject({code: 'AWS_DENIED', exitCode: 3});
      // Nor is there anything when the other one is not there.
      fake.world.logs.deleteGroup(`/aws/apprunner/my-api/${ID}/${other}`);
      await expect(show()).rejects.toMatchObject({code: 'AWS_DENIED', exitCode: 3});
    },
  );

  it('exits with 4 where one of two groups may not be read', async () => {
    await start({
      faults: [{operation: 'logs:FilterLogEvents', kind: 'denied', about: `/aws/apprunner/my-api/${ID}/service`}],
    });
    // No fallback by streams where the server must search.
    const args = [ARN, '--since', '2026-01-23T14:00:00Z', '--filter', 'KeyError'];
    const {code, stdout, stderr} = await runCommand(Logs, args, fake.env);
    expect(stdout).toContain('KeyError');
    expect(stderr).toContain("App Runner's own lines are missing here");
    expect(code).toBe(4);
  });

  it('reads stream by stream where only GetLogEvents is allowed', async () => {
    await start({logPaging: {events: 2}});
    const group = `/aws/apprunner/my-api/${ID}/application`;
    // The same line twice in one millisecond is two lines.
    const twins = [1, 2].map(() => ({timestamp: Date.parse('2026-01-23T17:01:30.500Z'), message: 'twin'}));
    fake.world.logs.add(group, `instance/${OLD}`, twins);
    const {lines: wanted} = await show({format: 'jsonl'});
    fake.addFault({operation: 'logs:FilterLogEvents', kind: 'denied'});
    const {lines, notes} = await show({format: 'jsonl'});
    const essence = (line: string) => line.replace(/"eventId":"\d+",/, '');
    expect(lines).toHaveLength(16);
    expect([...lines].sort()).toEqual(wanted.map(essence).sort());
    const stamps = lines.map((line) => (JSON.parse(line) as {timestamp: string}).timestamp);
    expect(stamps).toEqual([...stamps].sort());
    expect(notes.filter((note) => note.includes('logs:FilterLogEvents is not allowed'))).toHaveLength(1);
    const {out} = await show();
    expect(out).toContain("    KeyError: 'JWT_SECRET'\n");
    // What needs a search of the server's, or event ids, is not made up.
    for (const more of [{filter: 'x'}, {follow: true, until: undefined}]) {
      await expect(show(more)).rejects.toMatchObject({code: 'AWS_DENIED'});
    }
  });

  it('tells a log group that is not there from one that may not be searched', async () => {
    await start({faults: [{operation: 'logs:FilterLogEvents', kind: 'denied'}]});
    fake.world.logs.deleteGroup(`/aws/apprunner/my-api/${ID}/application`);
    const {notes, count} = await show();
    expect(count).toBe(4);
    expect(notes.join()).toContain('the container has never written a line');
  });

  it.each([
    [-600_000, "clock is 10 minutes ahead of AWS's"],
    [120_000, "clock is 2 minutes behind AWS's"],
  ])('says so when the clocks differ: by %i ms', async (clockAheadMs, words) => {
    await start({clockAheadMs});
    expect((await show()).notes.join()).toContain(words);
    await fake.close();
    await start({clockAheadMs: clockAheadMs / 100});
    expect((await show()).notes.join()).not.toContain('clock');
  });

  it('masks by shape and says so when the service cannot be described', async () => {
    await start({faults: [{operation: 'apprunner:DescribeService', kind: 'denied'}]});
    const {notes, count} = await show();
    expect(count).toBeGreaterThan(0);
    expect(notes.join()).toContain('cannot be described');
  });

  it('tells a container that never ran from a deleted, foreign or unwritten log', async () => {
    const [service] = DATASET.services ?? [];
    if (service === undefined) throw new Error('no service');
    const {instances: _, ...logs} = service.logs ?? {};
    await start({}, {...DATASET, services: [{...service, logs}]});
    const {notes} = await show();
    expect(notes.join()).toContain('the container has never written a line');
    await expect(show({group: 'application'})).rejects.toMatchObject({
      code: 'LOG_GROUP_NOT_FOUND',
      exitCode: 3,
      message: expect.stringContaining('never written'),
    });
    await fake.close();

    const deleted = {...service, logs: {}, describe: {...service.describe, Status: 'DELETED'}};
    await start({}, {...DATASET, services: [deleted]});
    await expect(show()).rejects.toMatchObject({message: expect.stringContaining('the service is deleted')});
    await fake.close();

    await start({}, {...DATASET, services: [{...service, logs: {}}]});
    await expect(show()).rejects.toMatchObject({message: expect.stringContaining('deleted the group')});
    await fake.close();

    await start();
    const stale = ARN.replace(ID, 'f'.repeat(32));
    await expect(show({service: stale})).rejects.toMatchObject({
      message: expect.stringContaining('created anew'),
      suggestions: [ARN],
    });
    const elsewhere = ARN.replace('us-east-1', 'eu-west-1');
    await expect(show({service: elsewhere})).rejects.toMatchObject({exitCode: 3, code: 'LOG_GROUP_NOT_FOUND'});
  });

  it('takes an event of a megabyte and invalid UTF-8', async () => {
    await start();
    const group = `/aws/apprunner/my-api/${ID}/application`;
    fake.world.logs.add(group, `instance/${NEW}`, [
      {timestamp: Date.parse('2026-01-23T17:05:00Z'), message: `${'x'.repeat(1_000_000)}\ufffd`},
    ]);
    const {lines} = await show({format: 'jsonl'});
    expect(lines).toHaveLength(15);
    expect((JSON.parse(lines.at(-1) ?? '') as {message: string}).message).toHaveLength(1_000_001);
  });
});
