import {outOfMemoryLine} from '../../src/rules/out-of-memory-line.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(outOfMemoryLine, {
  finds: [
    {
      name: "Node's words",
      given: {'app-records': app('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory')},
    },
  ],
  silent: [{name: 'a word about memory', given: {'app-records': app('Using memory cache')}}],
});
