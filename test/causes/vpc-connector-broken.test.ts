import {vpcConnectorBroken} from '../../src/causes/vpc-connector-broken.js';
import {testCause} from '../support/cause-tester.js';
import {absent, pulledThen, service} from '../support/facts.js';

/** Pulled, and failed at once. */
const NEVER_RAN = pulledThen([58, '[AppRunner] Failed to deploy your application image.']);
const VPC = service({egress: {type: 'VPC'}});
const CONNECTOR = {
  arn: 'arn:aws:apprunner:us-east-1:111122223333:vpcconnector/c/1/1',
  status: 'ACTIVE',
  exists: true,
  subnets: [{id: 'subnet-1', exists: true}],
  securityGroups: [],
};

testCause(vpcConnectorBroken, {
  names: [
    {
      name: 'a connector that does not exist',
      given: {
        events: NEVER_RAN,
        service: VPC,
        network: {connector: {...CONNECTOR, exists: false}},
        'application-log': absent(),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'no connector at all',
      given: {events: NEVER_RAN, service: service({egress: {type: 'DEFAULT'}}), 'application-log': absent()},
    },
  ],
});
