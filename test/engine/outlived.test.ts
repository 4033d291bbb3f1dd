import {describe, expect, it} from 'vitest';
import {evaluate} from '../../src/engine/evaluate.js';
import {outlivedRecords} from '../../src/engine/outlived.js';
import {type Finding, findingText} from '../../src/engine/rule.js';
import {databaseRejectedError} from '../../src/rules/database-rejected-error.js';
import {app, CHECKING, EXIT_1, FAILED, facts, type Line, PROVISIONING, pulledThen} from '../support/facts.js';
import {judge} from '../support/judge.js';

const END = 'fatal: license file schema v3 not supported by this build';

const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

/** Texts of the records that were outlived, first lines only. */
function outlived(...lines: readonly Line[]): string[] {
  return [...outlivedRecords(app(...lines))].map(({text}) => text.split('\n')[0] as string).reverse();
}

describe('an error that the start outlived', () => {
  it.each<[string, readonly Line[]]>([
    ['says so', ['replica disabled: password authentication failed, using the default', END]],
    ['says so in its next line', ['sh: /app/hooks/pre.sh: Permission denied', 'hook skipped', END]],
    ['is followed by more of the start', ['SMTP_HOST is not set', 'connected to the message bus', 'routes mapped']],
    ['is followed by another end', ['plugin sass: exec format error', 'checking the plan', END]],
  ])('%s', (_name, lines) => {
    expect(outlived(...lines)).toContain(lines[0]);
    expect(outlived(...lines)).not.toContain(END);
  });

  it('is a trace too, where the code took another way', () => {
    const trace = [
      'Traceback (most recent call last):',
      '  File "/app/a.py", line 2, in <module>',
      '    import uvloop',
    ];
    const error = "ModuleNotFoundError: No module named 'uvloop'";
    expect(outlived(...trace, error, 'falling back to asyncio', 'listening soon')).toContain(trace[0]);
    expect(outlived(...trace, error)).toEqual([]);
  });
});

describe('the error of the end', () => {
  it.each<[string, readonly Line[]]>([
    ['alone', ['REDIS_URL is not set']],
    ['before what the runtime says of it', ['Error: REDIS_URL is not set', 'npm ERR! code ELIFECYCLE', 'exit code 1']],
    ['said again in other words', ['redis: connection refused', 'fatal: no redis, no service']],
    [
      'before output that was buffered',
      [
        [1, 'REDIS_URL is not set'],
        [1.1, 'starting'],
        [1.2, 'ready'],
      ] as const,
    ],
    [
      'that lists what else is wrong',
      [
        [1, 'error: validation failed'],
        [1.1, 'error: KEY too short'],
      ] as const,
    ],
    ['said to be the end', ['error: cannot continue without a key', 'error: giving up']],
  ])('is none: %s', (_name, lines) => {
    expect(outlived(...lines)).toEqual([]);
  });

  it('is the last of several tries', () => {
    const refused = 'redis: connection refused';
    const tries = outlived(refused, 'starting again', refused, 'starting again', refused, 'error: giving up');
    expect(tries.filter((text) => text === refused)).toHaveLength(2);
  });
});

it('leaves an error of the same kind to be found, after one that was outlived', () => {
  const records = app(
    'optional replica: password authentication failed for user "ro", continuing',
    'connected to the cache',
    'FATAL: password authentication failed for user "app"',
  );
  const {findings} = evaluate(facts({'app-records': records}), [databaseRejectedError]);
  expect(findings).toMatchObject([{at: [{excerpt: expect.stringContaining('"app"')}]}]);
  expect(findings[0]?.outlived).toBeUndefined();
});

it('keeps what was outlived as a remark: it supports weakly, and speaks against nothing', () => {
  const remark = 'replica disabled: password authentication failed for user "ro", continuing';
  const given = {events: DIES, 'app-records': app(remark, 'connected to the cache', END)};
  const {findings} = evaluate(facts(given), [databaseRejectedError]);
  expect(findings).toMatchObject([{outlived: true}]);
  expect(findingText(findings[0] as Finding, databaseRejectedError)).toContain('; the start went on after it');
  expect(judge(given).verdicts['database-rejected']).toBe('possible');
  // It would have been ruled out by a database that answers.
  const refused = app(remark, 'connected to the cache', 'could not connect to server: Connection refused (postgres)');
  expect(judge({events: DIES, 'app-records': refused}).verdicts['database-unreachable']).toBe('confirmed');
});
