import {subnetsWithoutNat} from '../../src/rules/subnets-without-nat.js';
import {testRule} from '../support/rule-tester.js';

const CONNECTOR = {
  arn: 'arn:aws:apprunner:us-east-1:111122223333:vpcconnector/c/1/1',
  exists: true,
  securityGroups: [],
};

testRule(subnetsWithoutNat, {
  finds: [
    {
      name: 'an internet gateway',
      given: {
        network: {
          connector: {...CONNECTOR, subnets: [{id: 'subnet-1', exists: true, defaultRoute: 'internet-gateway'}]},
        },
      },
      says: /None of the connector/,
    },
  ],
  silent: [
    {
      name: 'a NAT gateway',
      given: {network: {connector: {...CONNECTOR, subnets: [{id: 'subnet-1', exists: true, defaultRoute: 'nat'}]}}},
    },
    {
      name: 'routes that were not read',
      given: {network: {connector: {...CONNECTOR, subnets: [{id: 'subnet-1', exists: true}]}}},
    },
  ],
});
