import {expect} from 'vitest';
import Diagnose from '../../src/commands/diagnose.js';
import type {Report} from '../../src/report/model.js';
import {everyCall, everyCallHealthy} from '../support/every-call.js';
import type {CommandResult} from '../support/run-command.js';
import {FAULT_CASES, type FaultCase} from './faults.js';
import {describeMatrix} from './matrix.js';
import {MADE_UP_FOR, OPERATIONS} from './operations.js';

function essence(stdout: string): unknown {
  const {outcome, causes, gaps, rolledBack, headline}: Report = JSON.parse(stdout);
  return {outcome, rolledBack, headline, causes: causes.map(({cause, verdict}) => [cause, verdict]), gaps};
}

/** Answers that say less without saying so are the worst of all. */
function expectGap(result: CommandResult, operation: string, fault: FaultCase, clean: CommandResult): void {
  const report: Report = JSON.parse(result.stdout);
  const before: Report = JSON.parse(clean.stdout);
  if (fault.expected === 'recovers') return;
  if (MADE_UP_FOR.has(operation) && report.gaps.length === before.gaps.length) {
    expect(essence(result.stdout)).toEqual(essence(clean.stdout));
    return;
  }
  expect(report.gaps.length).toBeGreaterThan(before.gaps.length);
}

describeMatrix('diagnose, of a failed deployment', {
  command: Diagnose,
  argv: ['my-api', '--json', '--resolve-secrets'],
  dataset: everyCall,
  operations: OPERATIONS['diagnose --resolve-secrets'],
  essence,
  judge(result: CommandResult, operation: string, fault: FaultCase, clean: CommandResult) {
    if (result.code === 3) return;
    const report: Report = JSON.parse(result.stdout);
    expect(report.outcome).not.toBe('healthy');
    expectGap(result, operation, fault, clean);
  },
});

describeMatrix('diagnose, of a healthy service', {
  command: Diagnose,
  argv: ['my-api', '--json'],
  dataset: everyCallHealthy,
  operations: OPERATIONS.diagnose,
  // That faults which pass leave no trace has been seen above.
  cases: FAULT_CASES.filter(({name}) => ['denied', '500 for ever', 'an empty answer', 'no answer ever'].includes(name)),
  essence,
  judge(result: CommandResult, operation: string, fault: FaultCase, clean: CommandResult) {
    if (result.code === 3) return;
    const report: Report = JSON.parse(result.stdout);
    // A fault of the tool's or of AWS's is no fault of the service's.
    expect(report.outcome).not.toBe('failing');
    expectGap(result, operation, fault, clean);
    if (operation === 'apprunner:ListOperations' || operation === 'apprunner:DescribeService') {
      expect(report.outcome).toBe('inconclusive');
    }
  },
});
