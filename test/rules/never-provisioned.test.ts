import {neverProvisioned} from '../../src/rules/never-provisioned.js';
import {EXIT_1, events, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(neverProvisioned, {
  finds: [
    {
      name: 'a failure right after the pull',
      given: {events: pulledThen([58, '[AppRunner] Failed to deploy your application image.'])},
      data: {seconds: 18},
    },
  ],
  silent: [
    {
      name: 'a provisioned instance',
      given: {events: pulledThen(PROVISIONING, [58, '[AppRunner] Failed to deploy your application image.'])},
    },
    {name: 'an exit', given: {events: pulledThen(EXIT_1, FAILED)}},
    {name: 'a failed pull', given: {events: events('[AppRunner] Failed to deploy your application image.')}},
  ],
});
