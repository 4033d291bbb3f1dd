import {lateListen} from '../../src/rules/late-listen.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, exited, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const UVICORN = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';

testRule(lateListen, {
  finds: [
    {
      name: 'a listener after the verdict',
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([930, UVICORN])},
      data: {seconds: 30},
    },
    {
      name: 'a listener after the verdict, though App Runner stopped an unhealthy instance before',
      given: {
        events: pulledThen(CHECKING, [880, String(exited(143)[1])], CHECK_FAILED),
        'app-records': app([930, UVICORN]),
      },
      data: {seconds: 30},
    },
  ],
  silent: [
    {
      name: 'a listener in time',
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([70, UVICORN])},
    },
    {name: 'an exit', given: {events: pulledThen(CHECKING, EXIT_1, CHECK_FAILED), 'app-records': app([930, UVICORN])}},
  ],
});
