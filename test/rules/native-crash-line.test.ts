import {nativeCrashLine} from '../../src/rules/native-crash-line.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(nativeCrashLine, {
  finds: [{name: 'a segmentation fault', given: {'app-records': app('Segmentation fault (core dumped)')}}],
  silent: [{name: 'an ordinary error', given: {'app-records': app('RuntimeError: aborted by user')}}],
});
