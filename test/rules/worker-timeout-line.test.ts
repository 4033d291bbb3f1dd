import {workerTimeoutLine} from '../../src/rules/worker-timeout-line.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(workerTimeoutLine, {
  finds: [{name: "gunicorn's words", given: {'app-records': app('[CRITICAL] WORKER TIMEOUT (pid:7)')}}],
  silent: [{name: 'a timeout of a request', given: {'app-records': app('request timeout')}}],
});
