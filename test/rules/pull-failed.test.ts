import {pullFailed} from '../../src/rules/pull-failed.js';
import {CHECK_FAILED, events, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(pullFailed, {
  finds: [
    {
      name: 'a bad role',
      given: {
        events: events(
          '[AppRunner] Failed to pull your application image. Reason: Invalid Access Role in AuthenticationConfiguration.',
        ),
      },
      data: {reason: 'access-role'},
    },
    {
      name: 'a missing image',
      given: {events: events("[AppRunner] Failed to pull your application image. Reason: ECR image doesn't exist.")},
      data: {reason: 'image-missing'},
    },
  ],
  silent: [
    {
      name: 'the decoy of a rollback',
      given: {
        events: pulledThen(CHECK_FAILED, [
          910,
          '[AppRunner] Failed to pull your application image. Reason: Invalid Access Role in AuthenticationConfiguration.',
        ]),
      },
    },
  ],
});
