import {memoryLow} from '../../src/rules/memory-low.js';
import {START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(memoryLow, {
  finds: [
    {
      name: 'a peak far below the limit',
      given: {
        metrics: {
          memory: [
            {at: START, average: 15, maximum: 22},
            {at: START + 60_000, average: 18},
          ],
        },
      },
      data: {percent: 22},
      severity: 'info',
    },
  ],
  silent: [
    {name: 'a peak that says nothing', given: {metrics: {memory: [{at: START, average: 15, maximum: 60}]}}},
    {name: 'no measurements', given: {metrics: {}}},
  ],
});
