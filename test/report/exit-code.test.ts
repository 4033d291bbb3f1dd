import {expect, test} from 'vitest';
import {reportExitCode} from '../../src/report/exit-code.js';
import type {Outcome, ReportedFinding} from '../../src/report/model.js';

function report(outcome: Outcome, ...severities: ReportedFinding['severity'][]) {
  return {
    outcome,
    findings: severities.map((severity) => ({rule: 'r', severity, phase: 'start' as const, text: 't', at: []})),
  };
}

test.each([
  ['healthy', [], 0],
  ['healthy', ['info'], 0],
  ['healthy', ['warning'], 0],
  ['healthy', ['info', 'error'], 1],
  ['failing', [], 1],
  ['inconclusive', ['error'], 4],
] as const)('%s with findings %j exits %i', (outcome, severities, code) => {
  expect(reportExitCode(report(outcome, ...severities))).toBe(code);
  expect(reportExitCode(report(outcome, ...severities), {failOn: 'error'})).toBe(code);
});

test('a warning on a healthy service counts only when asked', () => {
  expect(reportExitCode(report('healthy', 'warning'), {failOn: 'warning'})).toBe(1);
  expect(reportExitCode(report('healthy', 'info'), {failOn: 'warning'})).toBe(0);
});

test.each(['healthy', 'failing', 'inconclusive'] as const)('--exit-zero makes %s 0', (outcome) => {
  expect(reportExitCode(report(outcome, 'error'), {exitZero: true, failOn: 'warning'})).toBe(0);
});
