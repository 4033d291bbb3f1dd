import {privateDatabaseWithoutVpc} from '../../src/causes/private-database-without-vpc.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen, service} from '../support/facts.js';

/** Pulled, started, and ended by itself with exit code 1. */
const DIES = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testCause(privateDatabaseWithoutVpc, {
  names: [
    {
      name: 'a private address, DEFAULT egress, a timeout',
      given: {
        events: DIES,
        service: service({egress: {type: 'DEFAULT'}}, {DATABASE_URL: 'postgresql://app@10.0.0.5:5432/app'}),
        'app-records': app([
          70,
          'psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed: Connection timed out',
        ]),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'a connector',
      given: {
        events: DIES,
        service: service({egress: {type: 'VPC'}}, {DATABASE_URL: 'postgresql://app@10.0.0.5:5432/app'}),
        'app-records': app([
          70,
          'psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed: Connection timed out',
        ]),
      },
    },
  ],
});
