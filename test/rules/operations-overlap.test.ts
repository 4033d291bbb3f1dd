import {operationsOverlap} from '../../src/rules/operations-overlap.js';
import {operation, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(operationsOverlap, {
  finds: [
    {
      name: 'a call that was rejected meanwhile',
      given: {
        operations: [operation()],
        'change-history': [{name: 'UpdateService', at: START + 60_000, errorCode: 'InvalidStateException'}],
      },
      data: {rejected: 'UpdateService'},
    },
  ],
  silent: [
    {
      name: 'a rejection at another time',
      given: {
        operations: [operation()],
        'change-history': [{name: 'UpdateService', at: START + 7_200_000, errorCode: 'InvalidStateException'}],
      },
    },
    {name: 'one running deployment', given: {operations: [operation({status: 'IN_PROGRESS'})]}},
  ],
});
