import {noInternetEgress} from '../../src/causes/no-internet-egress.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, PROVISIONING, pulledThen, service} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);
const LISTENS = 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)';
const VPC = service({egress: {type: 'VPC'}});
const CONNECTOR = {
  arn: 'arn:aws:apprunner:us-east-1:111122223333:vpcconnector/c/1/1',
  status: 'ACTIVE',
  exists: true,
  subnets: [{id: 'subnet-1', exists: true}],
  securityGroups: [],
};

testCause(noInternetEgress, {
  names: [
    {
      name: 'public hosts time out behind subnets without NAT',
      given: {
        events: UNHEALTHY,
        service: VPC,
        network: {
          connector: {...CONNECTOR, subnets: [{id: 'subnet-1', exists: true, defaultRoute: 'internet-gateway'}]},
        },
        'app-records': app([70, 'ConnectTimeoutError: https://api.example.com timed out']),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'DEFAULT egress',
      given: {events: UNHEALTHY, service: service({egress: {type: 'DEFAULT'}}), 'app-records': app([70, LISTENS])},
    },
  ],
});
