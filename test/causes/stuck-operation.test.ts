import {stuckOperation} from '../../src/causes/stuck-operation.js';
import {examine} from '../../src/evidence/examination.js';
import {testCause} from '../support/cause-tester.js';
import {OPERATION_ID, START} from '../support/facts.js';

/** An operation that began so many minutes before the look. */
const inProgress = (minutes: number) =>
  examine(
    [{id: OPERATION_ID, type: 'UPDATE_SERVICE', status: 'IN_PROGRESS', startedAt: START}],
    START + minutes * 60_000,
  );

testCause(stuckOperation, {
  names: [{name: 'an hour in progress', given: {examination: inProgress(60)}, verdict: 'confirmed'}],
  leaves: [{name: 'twenty minutes', given: {examination: inProgress(20)}}],
});
