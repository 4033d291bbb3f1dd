import {healthCheckFailed} from '../../src/rules/health-check-failed.js';
import {CHECK_FAILED, CHECKING, EXIT_1, exited, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(healthCheckFailed, {
  finds: [
    {
      name: 'the failed check, without advice about ports',
      given: {events: pulledThen(CHECKING, CHECK_FAILED)},
      data: {path: '/healthz', seconds: 840},
    },
    {
      name: 'a check that failed before App Runner stopped the instance',
      given: {events: pulledThen(CHECKING, CHECK_FAILED, [905, String(exited(143)[1])])},
      says: /no exit of the program's own/,
    },
  ],
  silent: [
    {
      name: 'a check that failed because the container exited',
      given: {events: pulledThen(CHECKING, EXIT_1, CHECK_FAILED)},
    },
    {
      name: 'a good check',
      given: {events: pulledThen(CHECKING, '[AppRunner] Health check is successful. Routing traffic to application.')},
    },
  ],
});
