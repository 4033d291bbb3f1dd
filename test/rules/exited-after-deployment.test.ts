import {describe, expect, it} from 'vitest';
import {examine} from '../../src/evidence/examination.js';
import {exitedAfterDeployment} from '../../src/rules/exited-after-deployment.js';
import {events, exited, type Line, operation, START} from '../support/facts.js';

const HOUR = 3600;
const NOW = START + 48 * HOUR * 1000;

function check(...lines: readonly Line[]) {
  const examination = examine([operation({status: 'SUCCEEDED', endedAt: START + 200_000})], NOW);
  return exitedAfterDeployment.check({'later-events': events(...lines), examination});
}

const at = (hours: number, code: number): Line => [hours * HOUR, exited(code)[1] as string];

describe('exited-after-deployment', () => {
  it('finds the last exit, and how many there were', () => {
    const [finding, ...others] = check(at(10, 1), at(20, 137), at(47, 139), [47 * HOUR, 'a line of another kind']);
    expect(others).toEqual([]);
    expect(finding?.data).toEqual({exitCode: 139, count: 3, last: '2026-01-22T09:00:00.000Z', recent: true});
    expect(finding?.at.map(({time}) => time)).toEqual([
      '2026-01-22T09:00:00.000Z',
      '2026-01-21T06:00:00.000Z',
      '2026-01-20T20:00:00.000Z',
    ]);
    expect(exitedAfterDeployment.message(finding?.data ?? {})).toBe(
      'After the deployment had succeeded, App Runner saw the container exit 3 times, last with code 139 at 2026-01-22T09:00:00.000Z',
    );
  });

  it.each([
    [24, true],
    [23.99, false],
  ])('an exit %d hours after the start, of 48: recent %s', (hours, recent) => {
    expect(check(at(hours, 1))[0]?.data).toMatchObject({count: 1, recent});
  });

  it('does not count an instance that was replaced', () => {
    expect(check(at(30, 143))).toEqual([]);
    expect(check(at(30, 1), at(40, 143))[0]?.data).toMatchObject({count: 1, exitCode: 1});
  });

  it('finds nothing where nothing exited', () => {
    expect(check()).toEqual([]);
    expect(check([30 * HOUR, '[AppRunner] Health check failed on protocol `HTTP`[Path: /].'])).toEqual([]);
  });
});
