import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {render} from '../../src/report/render.js';
import {HOSTILE, hostileReports, poison} from './hostile.js';
import {emptyReport, sampleReport} from './sample-report.js';

/** What the runner takes for a command: `::name …::` after white space, and `##[name]` anywhere. */
function commandsOf(log: string): string[] {
  return log.split('\n').filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

const OURS = /^::(error|warning|notice|group) ?(title=[^:,\n]*)?::|^::endgroup::$/;

test('the sample report', async () => {
  await expect(await render(sampleReport, 'github')).toMatchFileSnapshot('__snapshots__/sample.github.txt');
});

test('annotates the verdict, the rollback, each standing cause, findings and gaps', async () => {
  const commands = commandsOf(await render(sampleReport, 'github'));
  expect(commands.map((line) => line.split('::')[1])).toEqual([
    'error title=nerava-diag%3A FAILING',
    'error title=nerava-diag%3A silent rollback',
    'error title=nerava-diag%3A CONFIRMED startup-validation',
    'warning title=nerava-diag%3A health-check-shallow',
    'notice title=nerava-diag%3A could not look',
    'group',
    'endgroup',
  ]);
});

test('a healthy service gets a notice, no error', async () => {
  expect(await render(emptyReport, 'github')).toMatch(/^::notice title=nerava-diag%3A HEALTHY::Nothing wrong/);
});

test('several lines of one message are one command', async () => {
  const log = await render({...sampleReport, headline: '50 % lost\nsecond, third: fourth'}, 'github');
  expect(log.split('\n')[0]).toBe('::error title=nerava-diag%3A FAILING::50 %25 lost%0Asecond, third: fourth');
});

test('any hostile report holds our commands and no other', async () => {
  const count = commandsOf(await render(sampleReport, 'github')).length;
  const check = async (report: typeof sampleReport) => {
    const commands = commandsOf(await render(report, 'github'));
    for (const command of commands) expect(command).toMatch(OURS);
    // A finding is told besides the causes where its text is none of theirs: hostile text may change that.
    expect(Math.abs(commands.length - count)).toBeLessThanOrEqual(2);
  };
  for (const hostile of [...HOSTILE, '##[error]forged', '  ::error::forged']) {
    await check(poison(sampleReport, [hostile]));
  }
  await fc.assert(fc.asyncProperty(hostileReports(sampleReport), check), {numRuns: 40});
});
