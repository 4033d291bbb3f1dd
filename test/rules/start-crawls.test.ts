import {startCrawls} from '../../src/rules/start-crawls.js';
import {app, CHECK_FAILED, CHECKING, EXIT_1, exited, PROVISIONING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const events = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);

testRule(startCrawls, {
  finds: [
    {
      name: 'long pauses between different steps',
      given: {events, 'app-records': app([70, 'Starting'], [170, 'Repositories'], [290, 'Tomcat initialized'])},
      data: {pauses: 2, longestSeconds: 120},
    },
    {
      name: 'long pauses of an instance that App Runner stops in the end',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, CHECK_FAILED, [905, String(exited(143)[1])]),
        'app-records': app([70, 'Starting'], [170, 'Repositories'], [290, 'Tomcat initialized']),
      },
      data: {pauses: 2},
    },
  ],
  silent: [
    {
      name: 'one long pause, which may be one call that hangs',
      given: {events, 'app-records': app([70, 'Starting'], [170, 'Repositories'], [171, 'Tomcat initialized'])},
    },
    {
      name: 'a line that comes again and again',
      given: {events, 'app-records': app([70, 'try 1 of 9'], [170, 'try 2 of 9'], [290, 'try 3 of 9'])},
    },
    {
      name: 'a process that exits',
      given: {
        events: pulledThen(PROVISIONING, CHECKING, EXIT_1),
        'app-records': app([70, 'Starting'], [170, 'Repositories'], [290, 'Tomcat initialized']),
      },
    },
    {
      name: 'pauses of a server that listens',
      given: {
        events,
        'app-records': app([70, 'Server listening on 0.0.0.0:8000'], [170, 'one'], [290, 'two'], [400, 'three']),
      },
    },
  ],
});
