import {listensAsChecked} from '../../src/rules/listens-as-checked.js';
import {app, CHECKING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(listensAsChecked, {
  finds: [
    {
      name: 'the right port on all addresses',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)'),
      },
    },
  ],
  silent: [
    {
      name: "the instance's own name, with that name's address below it",
      given: {
        events: pulledThen(CHECKING),
        'app-records': app(
          '   - Local:        http://ip-10-0-1-23.ec2.internal:8000',
          '   - Network:      http://10.0.1.23:8000',
        ),
      },
    },
    {
      name: 'one address only',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)'),
      },
    },
  ],
});
