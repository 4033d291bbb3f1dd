import {applicationRan} from '../../src/rules/application-ran.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(applicationRan, {
  finds: [{name: 'a line of the program', given: {'app-records': app('Loading settings')}}],
  silent: [
    {name: "the kernel's refusal", given: {'app-records': app('exec /bin/sh: exec format error')}},
    {name: 'an empty log', given: {'app-records': []}},
  ],
});
