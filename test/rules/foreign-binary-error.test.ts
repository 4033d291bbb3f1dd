import {foreignBinaryError} from '../../src/rules/foreign-binary-error.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(foreignBinaryError, {
  finds: [{name: "the kernel's words", given: {'app-records': app('exec /bin/sh: exec format error')}}],
  silent: [{name: 'a missing library', given: {'app-records': app('libGL.so.1: cannot open shared object file')}}],
});
