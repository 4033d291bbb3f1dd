import {expect} from 'vitest';
import Diagnose from '../../src/commands/diagnose.js';
import Validate from '../../src/commands/validate.js';
import type {Fleet} from '../../src/fleet/model.js';
import {everyCall} from '../support/every-call.js';
import type {Dataset} from '../support/fake-aws.js';
import type {CommandResult} from '../support/run-command.js';
import {ESSENTIAL_CASES, type FaultCase} from './faults.js';
import {describeMatrix} from './matrix.js';
import {OPERATIONS} from './operations.js';

/** The failed service, and one like it whose last deployment succeeded. */
function region(): Dataset {
  const dataset = everyCall();
  const [failed] = dataset.services ?? [];
  if (failed === undefined) throw new Error('no service');
  const [, succeeded] = failed.operations ?? [];
  if (succeeded === undefined) throw new Error('no operation');
  const logs = {...failed.logs, events: failed.logs?.events?.slice(0, 1) ?? [], deployments: {}};
  const calm = {...failed, name: 'calm', id: 'e'.repeat(32), operations: [succeeded], logs};
  return {...dataset, services: [failed, calm]};
}

const essence = (stdout: string): unknown => JSON.parse(stdout);

/** A service that could not be looked at is one; and the exit code is never that of a region where all is well. */
function judgeFleet({code, stdout}: CommandResult, operation: string, fault: FaultCase, clean: CommandResult) {
  // Without a list of services there is no table.
  if (stdout === '') {
    expect(operation).toBe('apprunner:ListServices');
    return;
  }
  const {services} = JSON.parse(stdout) as Fleet;
  const before = (JSON.parse(clean.stdout) as Fleet).services;
  expect(services.map(({arn}) => arn).sort()).toEqual(before.map(({arn}) => arn).sort());
  expect(code).not.toBe(0);
  if (fault.expected === 'recovers') return;
  for (const row of services) {
    const was = before.find(({arn}) => arn === row.arn);
    // A fault hides a problem at most behind "could not be looked at" or "inconclusive"; it never makes one.
    if (was?.exitCode !== 0) expect(row.exitCode).not.toBe(0);
    if (was?.exitCode === 0) expect(row.exitCode).not.toBe(1);
  }
}

describeMatrix('diagnose --all', {
  command: Diagnose,
  argv: ['--all', '--json'],
  dataset: region,
  operations: OPERATIONS['diagnose --all'],
  cases: ESSENTIAL_CASES,
  essence,
  judge: judgeFleet,
});

describeMatrix('validate --all', {
  command: Validate,
  argv: ['--all', '--json'],
  dataset: region,
  operations: OPERATIONS['validate --all'],
  cases: ESSENTIAL_CASES,
  essence,
  judge: judgeFleet,
});
