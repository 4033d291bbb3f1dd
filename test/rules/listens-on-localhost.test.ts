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
    {
      name: "the instance's own name, with that name's address below it",
      given: {
        'app-records': app(
          '   - Local:        http://ip-10-0-1-23.ec2.internal:3000',
          '   - Network:      http://10.0.1.23:3000',
        ),
      },
      data: {certain: true},
    },
  ],
  silent: [
    {
      name: 'Vite on every address',
      given: {'app-records': app('  Local:   http://localhost:5173/', '  Network: http://10.0.1.23:5173/')},
    },
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
