import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import {examine} from '../../src/evidence/examination.js';
import type {Operation} from '../../src/evidence/model.js';
import {type BundleParts, bundleOf} from '../support/bundle.js';
import {exited, type Line, operation, START} from '../support/facts.js';

const MINUTE = 60_000;
/** Bundles of these tests are collected two hours after the start of the deployment. */
const NOW = START + 120 * MINUTE;
const SUCCEEDED = {status: 'SUCCEEDED', endedAt: START + 5 * MINUTE};

const exitAt = (minutes: number, code = 1): Line => [minutes * 60, String(exited(code)[1])];
const answer = (parts: BundleParts, rules = {}) => diagnose(bundleOf(parts), {contract: neravaContract, rules});

describe('the time after a deployment that succeeded', () => {
  const of = (...operations: Parameters<typeof operation>[0][]) =>
    examine(
      operations.map((given) => operation(given)),
      NOW,
    ).aftermath;

  it('begins when the trail of its lines ends', () => {
    expect(of(SUCCEEDED)).toEqual({from: START + 10 * MINUTE, to: NOW});
  });

  it.each([
    ['it failed', [{}]],
    ['it is under way', [{status: 'IN_PROGRESS', endedAt: undefined}]],
    ['it ended just now', [{status: 'SUCCEEDED', endedAt: NOW - MINUTE}]],
    ['the service was paused since', [{id: 'p', type: 'PAUSE_SERVICE', startedAt: START + 60 * MINUTE}, SUCCEEDED]],
    ['it has no date', [{status: 'SUCCEEDED', startedAt: undefined}]],
  ])('is none: %s', (_, operations) => {
    expect(of(...(operations as Partial<Operation>[]))).toBeUndefined();
  });

  it('is none of an older deployment that was asked for', () => {
    const older = operation({...SUCCEEDED, id: 'older', startedAt: START - 60 * MINUTE});
    expect(examine([operation(SUCCEEDED), older], NOW, 'older').aftermath).toBeUndefined();
  });
});

describe('an exit after the deployment succeeded', () => {
  it('is told, and is not called healthy; no cause follows', () => {
    const report = answer({operations: [SUCCEEDED], serviceLog: [exitAt(100, 137)]});
    expect(report.outcome).toBe('inconclusive');
    expect(report.headline).toContain('code 137');
    expect(report.findings.map(({rule, severity}) => [rule, severity])).toContainEqual([
      'exited-after-deployment',
      'warning',
    ]);
    expect(report.causes.filter(({verdict}) => verdict === 'confirmed' || verdict === 'likely')).toEqual([]);
    expect(report.timeline.map(({text}) => text).join()).toContain('Container exit code: 137');
    expect(report.actions[0]?.command).toContain('--since 2026-01-20T11:25:00.000Z --until 2026-01-20T11:41:00.000Z');
  });

  it.each([
    ['the rule is silenced', {operations: [SUCCEEDED], serviceLog: [exitAt(100)]}, {'exited-after-deployment': 'off'}],
    ['it was replaced', {operations: [SUCCEEDED], serviceLog: [exitAt(100, 143)]}, {}],
    ['nothing exited', {operations: [SUCCEEDED]}, {}],
  ] as const)('%s: healthy, without a word of it', (_, parts, rules) => {
    const report = answer(parts, rules);
    expect(report.outcome).toBe('healthy');
    expect(report.headline).not.toContain('What speaks against it');
    expect(report.findings.map(({rule}) => rule)).not.toContain('exited-after-deployment');
  });

  it('leaves the verdict on a failed deployment alone', () => {
    const failed = answer({serviceLog: [exitAt(2)]});
    const later = answer({serviceLog: [exitAt(2), exitAt(100, 137)]});
    expect(later).toEqual(failed);
  });
});
