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
      name: 'one address only',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)'),
      },
    },
  ],
});
