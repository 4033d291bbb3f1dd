import {startStoppedMidway} from '../../src/rules/start-stopped-midway.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, exited, FAILED, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(startStoppedMidway, {
  finds: [
    {
      name: 'silence after an unfinished step',
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([70, 'Connecting to database...'])},
      data: {sign: true, silentSeconds: 830},
    },
    {
      name: 'silence that App Runner ends',
      given: {
        events: pulledThen(CHECKING, CHECK_FAILED, [905, String(exited(143)[1])]),
        'app-records': app([70, 'Connecting to database...']),
      },
      data: {sign: true},
      says: /no line that says that a server listens and without an exit of its own/,
    },
    {
      name: 'silence of a program that says so when App Runner stops it',
      given: {
        events: pulledThen(CHECKING, CHECK_FAILED, [905, String(exited(143)[1])]),
        'app-records': app([70, 'Connecting to database...'], [904, 'received SIGTERM, shutting down']),
      },
      data: {sign: true, silentSeconds: 830},
    },
    ...[
      '2026/01/20 10:01:04 starting server',
      '{"level":"info","msg":"starting http server","port":"5000"}',
      'Starting application...',
      'Initializing HTTP server',
      '[INFO] ready',
      'waiting for requests',
    ].map((line) => ({
      name: `silence after what a server says that prints nothing more: ${line}`,
      given: {events: pulledThen(CHECKING, CHECK_FAILED), 'app-records': app([70, line])},
      data: {sign: false},
    })),
  ],
  silent: [
    {
      name: 'a program that was told to stop before the check gave up',
      given: {
        events: pulledThen(CHECKING, [100, String(exited(143)[1])], CHECK_FAILED),
        'app-records': app([70, 'Connecting to database...'], [80, 'received SIGTERM, shutting down']),
      },
    },
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
