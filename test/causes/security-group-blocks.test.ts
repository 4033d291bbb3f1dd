import {securityGroupBlocks} from '../../src/causes/security-group-blocks.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen, service} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);
const VPC = service({egress: {type: 'VPC'}});

testCause(securityGroupBlocks, {
  names: [
    {
      name: 'one private host through the connector',
      given: {
        events: DIES,
        service: VPC,
        'app-records': app([
          70,
          'psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed: Connection timed out',
        ]),
      },
      verdict: 'possible',
    },
  ],
  leaves: [
    {
      name: 'a refused connection',
      given: {
        events: DIES,
        service: VPC,
        'app-records': app([
          70,
          'psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed: Connection refused',
        ]),
      },
    },
  ],
});
