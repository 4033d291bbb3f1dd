import {accessRoleInvalid} from '../../src/causes/access-role-invalid.js';
import {testCause} from '../support/cause-tester.js';
import {CHECK_FAILED, CHECKING, events, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';

const BAD_ROLE =
  '[AppRunner] Failed to pull your application image. Reason: Invalid Access Role in AuthenticationConfiguration.';

testCause(accessRoleInvalid, {
  names: [{name: 'a pull that never succeeded', given: {events: events([5, BAD_ROLE], FAILED)}, verdict: 'confirmed'}],
  leaves: [
    {
      name: 'the decoy of a rollback',
      given: {events: pulledThen(PROVISIONING, CHECKING, CHECK_FAILED, [910, BAD_ROLE])},
    },
  ],
});
