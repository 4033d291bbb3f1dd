import {expect} from 'vitest';
import CompareImages from '../../src/commands/compare-images.js';
import Deployments from '../../src/commands/deployments.js';
import Doctor from '../../src/commands/doctor.js';
import Env from '../../src/commands/env.js';
import Logs from '../../src/commands/logs.js';
import Validate from '../../src/commands/validate.js';
import {everyCall} from '../support/every-call.js';
import {answerWithout, PORTS} from './expectations.js';
import {FAULT_CASES} from './faults.js';
import {describeMatrix} from './matrix.js';
import {MADE_UP_FOR, OPERATIONS} from './operations.js';

const plain = answerWithout(PORTS);

describeMatrix('env', {
  command: Env,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: OPERATIONS['env'],
  essence: plain,
  judge({code, stdout}, operation, _fault, clean) {
    if (code === 3) return;
    const {variables, explanation} = JSON.parse(stdout);
    expect(variables.length).toBe(JSON.parse(clean.stdout).variables.length);
    if (operation !== 'apprunner:ListOperations') return;
    if (explanation !== JSON.parse(clean.stdout).explanation) expect(explanation).toMatch(/is unknown/);
  },
});

describeMatrix('validate', {
  command: Validate,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: OPERATIONS['validate'],
  essence: plain,
  judge({code, stdout}) {
    // What was not seen is not called good.
    if (code !== 3) expect(JSON.parse(stdout).outcome).toBe('unknown');
  },
});

describeMatrix('logs', {
  command: Logs,
  argv: ['my-api', '--deployment', 'latest', '--format', 'jsonl'],
  dataset: everyCall,
  operations: OPERATIONS['logs'],
  essence: (stdout) => stdout,
});

describeMatrix('logs --insights', {
  command: Logs,
  argv: ['my-api', '--deployment', 'latest', '--format', 'jsonl', '--insights'],
  dataset: everyCall,
  operations: OPERATIONS['logs --insights'],
  essence: (stdout) => stdout,
});

describeMatrix('deployments', {
  command: Deployments,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: OPERATIONS['deployments'],
  essence: plain,
  judge({code, stdout}, operation, _fault, clean) {
    if (code === 3) return;
    const {operations, gaps} = JSON.parse(stdout);
    const before = JSON.parse(clean.stdout);
    if (JSON.stringify(operations) !== JSON.stringify(before.operations)) {
      expect(gaps.length, operation).toBeGreaterThan(before.gaps.length);
    }
  },
});

describeMatrix('compare-images', {
  command: CompareImages,
  argv: ['running', 'attempted', '-s', 'my-api', '--json'],
  dataset: everyCall,
  operations: OPERATIONS['compare-images'],
  essence: plain,
  judge({code, stdout}, operation, _fault, clean) {
    if (stdout === '' || JSON.stringify(plain(stdout)) === JSON.stringify(plain(clean.stdout))) return;
    // A part that could not be read: named, and never called equal.
    expect(JSON.parse(stdout).problems, operation).not.toEqual([]);
    expect([0, 3, 4]).toContain(code);
  },
});

describeMatrix('doctor', {
  command: Doctor,
  argv: ['my-api', '--json'],
  dataset: everyCall,
  operations: OPERATIONS['doctor'],
  // It reads what diagnose reads: what is its own is to call a refusal a refusal.
  cases: FAULT_CASES.filter(({name}) => name === 'denied'),
  essence: plain,
  judge({code, stdout}, operation) {
    if (code === 3 || MADE_UP_FOR.has(operation)) return;
    expect(stdout).toMatch(/"status": "(denied|partial)"/);
    expect(code).toBe(1);
  },
});
