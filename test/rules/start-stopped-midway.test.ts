import {startStoppedMidway} from '../../src/rules/start-stopped-midway.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, FAILED, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(startStoppedMidway, {
  finds: [
    {
      name: 'silence after an unfinished step',
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([70, 'Connecting to database...'])},
      data: {sign: true, silentSeconds: 830},
    },
  ],
  silent: [
    {
      name: 'a server that listens',
      given: {
        events: pulledThen(CHECKING, CHECK_FAILED),
        'app-records': app([70, 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)']),
      },
    },
    {
      name: 'an exit',
      given: {events: pulledThen(CHECKING, EXIT_1, FAILED), 'app-records': app([70, 'Connecting to database...'])},
    },
  ],
});
