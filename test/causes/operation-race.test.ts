import {operationRace} from '../../src/causes/operation-race.js';
import {testCause} from '../support/cause-tester.js';
import {operation, START} from '../support/facts.js';

testCause(operationRace, {
  names: [
    {
      name: 'a rejected call meanwhile',
      given: {
        operations: [operation()],
        'change-history': [{name: 'UpdateService', at: START + 60_000, errorCode: 'InvalidStateException'}],
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [{name: 'one running deployment', given: {operations: [operation({status: 'IN_PROGRESS'})]}}],
});
