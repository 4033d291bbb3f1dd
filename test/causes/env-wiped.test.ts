import {envWiped} from '../../src/causes/env-wiped.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen, service} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(envWiped, {
  names: [
    {
      name: 'names that the baseline has',
      given: {
        events: DIES,
        service: service({}, {A: '1'}),
        baseline: {
          description: 'a bundle',
          variables: ['A', 'B', 'C', 'D'].map((name) => ({name, length: 1})),
          secrets: [],
        },
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'the same names as ever',
      given: {
        events: DIES,
        service: service({}, {A: '1'}),
        baseline: {description: 'a bundle', variables: [{name: 'A', length: 1}], secrets: []},
      },
    },
  ],
});
