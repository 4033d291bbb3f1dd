import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {wholeText} from '../../src/terminal/stdout.js';
import {useFakeEnvironment} from '../support/environment.js';
import {type Dataset, type FakeAws, type FakeAwsOptions, startFakeAws} from '../support/fake-aws.js';
import {ARN, ID, show} from './shown.js';

const BASE = `/aws/apprunner/my-api/${ID}`;
const SECOND = 1000;

/** The service without a line: each test writes its own, around the present. */
const EMPTY: Dataset = {
  now: '2026-01-23T18:00:00Z',
  services: [{name: 'my-api', id: ID, describe: {Status: 'RUNNING'}, operations: []}],
};

let fake: FakeAws;
let restore: () => void;

async function start(options: FakeAwsOptions = {}): Promise<void> {
  fake = await startFakeAws(EMPTY, options);
  restore = useFakeEnvironment(fake.env);
}

afterEach(async () => {
  restore();
  await fake.close();
});

interface Line {
  readonly message: string;
  readonly stream: string;
  readonly late?: true;
}

interface Following {
  readonly lines: Line[];
  readonly notes: string[];
  /** Waits until it has shown a message. */
  shows(message: string): Promise<void>;
  /** Waits until it has looked so many times more. */
  looks(times: number): Promise<void>;
  end(): Promise<void>;
}

function followLogs(): Following {
  const stop = new AbortController();
  const lines: Line[] = [];
  const notes: string[] = [];
  let looks = 0;
  const following = show({
    service: ARN,
    since: undefined,
    until: undefined,
    follow: true,
    format: 'jsonl',
    signal: stop.signal,
    note: (text) => notes.push(text),
    write: async (text) => {
      for (const line of wholeText(text)
        .split('\n')
        .filter((each) => each !== ''))
        lines.push(JSON.parse(line) as Line);
      return 'written';
    },
    sleep: async (_, signal) => {
      looks += 1;
      await sleep(5, undefined, {signal});
    },
  });
  const until = async (holds: () => boolean) => {
    while (!holds()) await Promise.race([sleep(5), following.then(() => Promise.reject(new Error('it ended')))]);
  };
  return {
    lines,
    notes,
    shows: (message) => until(() => lines.some((line) => line.message === message)),
    looks: (times) => {
      const wanted = looks + times;
      return until(() => looks >= wanted);
    },
    async end() {
      stop.abort();
      await following;
    },
  };
}

function write(message: string, at: number, stream = 'instance/1', group = 'application'): void {
  fake.world.logs.add(`${BASE}/${group}`, stream, [{timestamp: at, message}]);
}

describe('logs --follow, through the SDK', () => {
  beforeEach(() => start());

  it('shows history, then what arrives: late, from the future, of new streams and new groups, each once', async () => {
    const now = Date.now();
    write('history', now - 60 * SECOND);
    const following = followLogs();
    await following.shows('history');
    write('future', now + 3600 * SECOND, 'instance/2');
    await following.shows('future');
    write('present', now - SECOND, 'instance/3');
    await following.shows('present');
    write('late', now - 8 * SECOND);
    await following.shows('late');
    write('of a new group', now, 'events', 'service');
    await following.shows('of a new group');
    await following.looks(3);
    await following.end();
    expect(following.lines.map(({message, late}) => [message, late === true])).toEqual([
      ['history', false],
      ['future', false],
      ['present', false],
      ['late', true],
      ['of a new group', false],
    ]);
    expect(following.notes.join('\n')).toMatch(
      /No log group \S+\/service yet.*The log group \S+\/service is there now\..*Complete up to /s,
    );
  });

  it.each([
    ['connections that are reset', 'reset'],
    ['answers that break off', 'cut-body'],
    ['errors of the server', 'error-503'],
    ['throttling', 'throttle'],
    ['credentials that expire and are renewed', 'expired-token'],
  ] as const)('outlives %s, and misses nothing', async (_, kind) => {
    write('before', Date.now() - 10 * SECOND);
    const following = followLogs();
    await following.shows('before');
    await following.looks(1);
    // More than the SDK tries by itself.
    fake.addFault({operation: 'logs:FilterLogEvents', kind, times: kind === 'throttle' ? 2 : 8});
    write('during', Date.now() - SECOND);
    await following.shows('during');
    await following.end();
    expect(following.lines.map(({message}) => message)).toEqual(['before', 'during']);
    const told = following.notes.join();
    if (kind !== 'throttle') expect(told).toMatch(/Cannot read at the moment .*Reading again, from where it broke off/);
  });

  it('goes on with credentials that are renewed on disk when the old ones have expired', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    const file = join(folder, 'credentials');
    const save = (key: string) =>
      writeFile(file, `[default]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`);
    await save('AKIAOLDOLDOLDOLDOLDO');
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = file;
    write('before', Date.now() - 10 * SECOND);
    const following = followLogs();
    await following.shows('before');
    fake.addFault({operation: '*', kind: 'expired-token', accessKeyId: 'AKIAOLDOLDOLDOLDOLDO'});
    await following.looks(2);
    write('after', Date.now() - SECOND);
    await save('AKIANEWNEWNEWNEWNEWN');
    await following.shows('after');
    await following.end();
    expect(following.notes.join()).toMatch(/Cannot read at the moment .*expired.*Reading again/);
    await rm(folder, {recursive: true});
  });

  it('follows the group that may be read, and says at once which one may not', async () => {
    fake.addFault({operation: 'logs:*', kind: 'denied', about: `${BASE}/service`});
    write('before', Date.now() - 10 * SECOND);
    const following = followLogs();
    await following.shows('before');
    write('after', Date.now());
    await following.shows('after');
    expect(following.notes.filter((note) => note.startsWith("App Runner's own lines are missing here"))).toHaveLength(
      1,
    );
    await following.end();
  });

  it('ends when the permission is taken away', async () => {
    write('before', Date.now() - 10 * SECOND);
    const following = followLogs();
    await following.shows('before');
    fake.addFault({operation: 'logs:FilterLogEvents', kind: 'denied'});
    await expect(following.shows('never')).rejects.toMatchObject({code: 'AWS_DENIED', exitCode: 3});
  });
});

describe('a clock that differs from that of AWS', () => {
  it.each([
    ['ahead', -200 * SECOND],
    ['behind', 200 * SECOND],
  ])('shows each line once: %s', async (_, clockAheadMs) => {
    await start({clockAheadMs});
    const awsNow = Date.now() + clockAheadMs;
    const stamps = [170, 130, 90, 50, 20].map((ago) => awsNow - ago * SECOND);
    for (const [index, stamp] of stamps.entries()) write(`line ${index}`, stamp);
    const following = followLogs();
    await following.shows('line 4');
    await following.looks(3);
    await following.end();
    expect(following.lines.map(({message}) => message)).toEqual(stamps.map((__, index) => `line ${index}`));
  });
});
