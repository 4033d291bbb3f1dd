import {workerTimeoutLine} from '../../src/rules/worker-timeout-line.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(workerTimeoutLine, {
  finds: [{name: "gunicorn's words", given: {'app-records': app('[CRITICAL] WORKER TIMEOUT (pid:7)')}}],
  silent: [
    {
      name: 'one slow request of a server that answers',
      given: {
        'app-records': app('"GET /healthz HTTP/1.1" 404', '[1] [CRITICAL] WORKER TIMEOUT (pid:7)'),
      },
    },
    {name: 'a timeout of a request', given: {'app-records': app('request timeout')}},
  ],
});
