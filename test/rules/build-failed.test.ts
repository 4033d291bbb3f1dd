import {buildFailed} from '../../src/rules/build-failed.js';
import {EXIT_1, events, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(buildFailed, {
  finds: [
    {
      name: 'the reason',
      given: {
        events: events(
          '[AppRunner] Failed to build your application source code. Reason: App Runner configuration file apprunner.yaml not found.',
        ),
      },
      says: /apprunner\.yaml not found/,
    },
  ],
  silent: [
    {
      name: 'an image that failed',
      given: {events: pulledThen(EXIT_1, '[AppRunner] Failed to deploy your application image.')},
    },
  ],
});
