import {listenPortDiffers} from '../../src/rules/listen-port-differs.js';
import {app, CHECKING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(listenPortDiffers, {
  finds: [
    {
      name: 'another port',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     Uvicorn running on http://0.0.0.0:5000 (Press CTRL+C to quit)'),
      },
      data: {listens: 5000, expected: 8000},
    },
  ],
  silent: [
    {
      name: 'the right port',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)'),
      },
    },
    {
      name: 'a second server on the right port',
      given: {
        events: pulledThen(CHECKING),
        'app-records': app(
          'INFO:     Uvicorn running on http://0.0.0.0:9090 (Press CTRL+C to quit)',
          'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
        ),
      },
    },
  ],
});
