import {createFailedLocked} from '../../src/causes/create-failed-locked.js';
import {testCause} from '../support/cause-tester.js';
import {CHECKING, EXIT_1, examination, FAILED, PROVISIONING, pulledThen, service} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(createFailedLocked, {
  names: [
    {
      name: 'the status',
      given: {
        service: service({status: 'CREATE_FAILED'}),
        examination: examination({type: 'CREATE_SERVICE', status: 'FAILED'}),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [{name: 'a rolled-back update', given: {events: DIES}}],
});
