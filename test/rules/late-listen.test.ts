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
    {
      name: 'a listener seconds before the verdict',
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([890, UVICORN])},
      data: {seconds: -10, certain: true},
    },
    {
      name: 'a listener that used nine tenths of the time',
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([830, UVICORN])},
      data: {seconds: -70, certain: false, after: 770},
      says: /may have been too late/,
    },
  ],
  silent: [
    {
      name: 'a listener that had more than a tenth of the time left',
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([800, UVICORN])},
    },
    {
      name: 'a listener before the verdict, where when the check began is not known',
      given: {events: pulledThen(CHECK_FAILED), 'app-records': app([830, UVICORN])},
    },
    {
      name: 'a listener in time',
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([70, UVICORN])},
    },
    {name: 'an exit', given: {events: pulledThen(CHECKING, EXIT_1, CHECK_FAILED), 'app-records': app([930, UVICORN])}},
  ],
});
