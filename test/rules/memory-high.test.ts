import {memoryHigh} from '../../src/rules/memory-high.js';
import {START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(memoryHigh, {
  finds: [
    {
      name: 'a peak at the limit',
      given: {metrics: {memory: [{at: START, average: 60, maximum: 97}]}},
      data: {percent: 97},
    },
  ],
  silent: [
    {name: 'room to spare', given: {metrics: {memory: [{at: START, average: 60}]}}},
    {name: 'no measurements', given: {metrics: {}}},
  ],
});
