import {decoyPullFailure} from '../../src/rules/decoy-pull-failure.js';
import {CHECK_FAILED, EXIT_1, events, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const BAD_ROLE =
  '[AppRunner] Failed to pull your application image. Reason: Invalid Access Role in AuthenticationConfiguration.';

testRule(decoyPullFailure, {
  finds: [
    {
      name: 'a pull error after a good pull',
      given: {events: pulledThen(CHECK_FAILED, [910, BAD_ROLE])},
      data: {reason: 'access-role'},
    },
  ],
  silent: [
    {name: 'a pull error alone', given: {events: events(BAD_ROLE)}},
    {name: 'a good pull', given: {events: pulledThen(EXIT_1)}},
  ],
});
