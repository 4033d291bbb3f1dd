import {examine} from '../../src/evidence/examination.js';
import {operationStuck} from '../../src/rules/operation-stuck.js';
import {examination, OPERATION_ID, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

/** An operation that began so many minutes before the look. */
const inProgress = (minutes: number) =>
  examine(
    [{id: OPERATION_ID, type: 'UPDATE_SERVICE', status: 'IN_PROGRESS', startedAt: START}],
    START + minutes * 60_000,
  );

testRule(operationStuck, {
  finds: [{name: 'an hour in progress', given: {examination: inProgress(60)}, data: {minutes: 60}}],
  silent: [
    {name: 'twenty minutes', given: {examination: inProgress(20)}},
    {name: 'an operation that ended', given: {examination: examination()}},
  ],
});
