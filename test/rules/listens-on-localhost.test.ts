import {listensOnLocalhost} from '../../src/rules/listens-on-localhost.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(listensOnLocalhost, {
  finds: [
    {
      name: '127.0.0.1',
      given: {'app-records': app('INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)')},
      data: {certain: true},
    },
  ],
  silent: [
    {
      name: 'a second listener on all addresses',
      given: {
        'app-records': app(
          'INFO:     Uvicorn running on http://127.0.0.1:9090 (Press CTRL+C to quit)',
          'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
        ),
      },
    },
  ],
});
