import {failedBefore} from '../../src/rules/failed-before.js';
import {examination, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const NOW = {id: 'd'.repeat(32), status: 'SUCCEEDED', startedAt: START + 7_200_000, endedAt: START + 7_300_000};
const GOOD = {id: 'b'.repeat(32), status: 'SUCCEEDED', startedAt: START - 86_400_000, endedAt: START - 86_000_000};
const OLDER = {id: 'e'.repeat(32), startedAt: START - 172_800_000, endedAt: START - 172_000_000};
const TWICE = {id: 'f'.repeat(32), startedAt: START - 3_600_000, endedAt: START - 3_500_000};

testRule(failedBefore, {
  finds: [
    {
      name: 'a failure that somebody ended by another deployment',
      given: {examination: examination(NOW, {}, GOOD)},
      data: {count: 1, status: 'ROLLBACK_SUCCEEDED'},
    },
    {
      name: 'two, the newest first',
      given: {examination: examination(NOW, {}, TWICE, GOOD)},
      data: {count: 2, startedAt: new Date(START).toISOString()},
    },
  ],
  silent: [
    {name: 'one that failed before the last good one', given: {examination: examination(NOW, GOOD, OLDER)}},
    {name: 'a deployment that failed itself', given: {examination: examination({}, TWICE, GOOD)}},
  ],
});
