import {describe, expect, it} from 'vitest';
import {examine} from '../../src/evidence/examination.js';
import type {ChangeEvent, Operation} from '../../src/evidence/model.js';
import {parseAppRunnerEvents} from '../../src/logs/events.js';
import {deploymentRows, deploymentsText} from '../../src/views/deployments.js';

const at = (time: string) => Date.parse(`2026-01-20T${time}Z`);

function operation(id: string, startedAt: string, endedAt: string, status = 'ROLLBACK_SUCCEEDED'): Operation {
  return {id, type: 'UPDATE_SERVICE', status, startedAt: at(startedAt), endedAt: at(endedAt)};
}

function change(time: string, more: Partial<ChangeEvent>): ChangeEvent {
  return {name: 'UpdateService', at: at(time), ...more};
}

const lines = (...said: readonly (readonly [string, string])[]) =>
  parseAppRunnerEvents(said.map(([time, message]) => ({timestamp: at(time), stream: 'events', message})));

describe('the image of an operation', () => {
  const one = [operation('one', '10:00:00', '10:03:00')];
  const imageOf = (changes: readonly ChangeEvent[], id = 'one', operations: readonly Operation[] = one) =>
    deploymentRows(operations, [], changes, undefined).find((row) => row.id === id)?.image;

  it('is that of the change that began it', () => {
    expect(imageOf([change('10:00:01', {image: 'r/api:v31', operationId: 'one'})])).toBe('r/api:v31');
    expect(imageOf([change('10:00:01', {image: 'r/api:v31'})])).toBe('r/api:v31');
  });

  it('is not that of a change which AWS refused', () => {
    const refused = change('10:01:00', {image: 'r/api:v32', errorCode: 'InvalidStateException'});
    expect(imageOf([refused])).toBeNull();
    expect(imageOf([refused, change('10:00:01', {image: 'r/api:v31', operationId: 'one'})])).toBe('r/api:v31');
  });

  it('is not that of the change which began the next one', () => {
    const both = [operation('two', '10:01:30', '10:04:00'), operation('one', '10:00:00', '10:01:10')];
    const changes = [change('10:01:30', {image: 'r/api:v32', operationId: 'two'})];
    expect(imageOf(changes, 'one', both)).toBeNull();
    expect(imageOf(changes, 'two', both)).toBe('r/api:v32');
  });
});

it.each([
  ['SUCCEEDED', 'succeeded'],
  ['FAILED', 'failed'],
  ['ROLLBACK_SUCCEEDED', 'rolled-back'],
  // Nothing says that the earlier version runs.
  ['ROLLBACK_FAILED', 'failed'],
  ['ROLLBACK_IN_PROGRESS', 'in-progress'],
  ['SULKING', 'unknown'],
])('an operation that is %s reads %s', (status, outcome) => {
  const one = operation('one', '10:00:00', '10:03:00', status);
  expect(deploymentRows([one], [], [], undefined)[0]?.outcome).toBe(outcome);
  const state = examine([one], at('11:00:00')).state;
  if (status.endsWith('ED')) expect(state).toBe(outcome);
});

describe('the lines of an operation', () => {
  it('are not the last ones of the operation before it', () => {
    const operations = [operation('two', '10:03:20', '10:06:00'), operation('one', '10:00:00', '10:03:00')];
    const events = lines(
      ['10:00:10', '[AppRunner] Pulling image r/api:v31 from ECR repository.'],
      [
        '10:02:50',
        '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 1',
      ],
      ['10:02:55', '[AppRunner] Pulling image r/api:v30 from ECR repository.'],
      ['10:03:30', '[AppRunner] Pulling image r/api:v32 from ECR repository.'],
      [
        '10:05:00',
        '[AppRunner] Your application stopped or failed to start. See logs for more information.  Container exit code: 2',
      ],
    );
    const [two, one] = deploymentRows(operations, events, [], undefined);
    expect(two).toMatchObject({image: 'r/api:v32', firstError: expect.stringContaining('code: 2')});
    expect(one).toMatchObject({image: 'r/api:v31', firstError: expect.stringContaining('code: 1')});
  });
});

it.each([40, 80, 100, 120, undefined])('rows fit a page of %s columns, ids whole', (width) => {
  const ids = ['1', '2', '3'].map((digit) => digit.repeat(32));
  const operations = ids.map((id, index) => operation(id, `1${2 - index}:00:00`, `1${2 - index}:03:00`));
  const said =
    '[AppRunner] Your application stopped or failed to start. See logs for more information. Container exit code: 1';
  const rows = deploymentRows(operations, lines(['10:00:50', said]), [], undefined);
  const gaps = [{evidence: 'change-history', why: 'access denied: cloudtrail:LookupEvents is not allowed', fix: null}];
  const text = deploymentsText({schemaVersion: 1, service: 'my-api', operations: rows, gaps}, {...(width && {width})});
  const written = text.split('\n');
  for (const id of ids) expect(written).toContain(`  ${id}`);
  expect(Math.max(...written.map((line) => line.length))).toBeLessThanOrEqual(width ?? 100);
  expect(text.replace(/\s+/g, ' ')).toContain(said);
});
