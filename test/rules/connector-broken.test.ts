import {connectorBroken} from '../../src/rules/connector-broken.js';
import {testRule} from '../support/rule-tester.js';

const CONNECTOR = {
  arn: 'arn:aws:apprunner:us-east-1:111122223333:vpcconnector/c/1/1',
  status: 'ACTIVE',
  exists: true,
  subnets: [{id: 'subnet-1', exists: true}],
  securityGroups: [],
};

testRule(connectorBroken, {
  finds: [
    {
      name: 'one that does not exist',
      given: {network: {connector: {...CONNECTOR, exists: false}}},
      says: /does not exist/,
    },
    {name: 'one that is inactive', given: {network: {connector: {...CONNECTOR, status: 'INACTIVE'}}}, says: /INACTIVE/},
    {
      name: 'subnets that are gone',
      given: {network: {connector: {...CONNECTOR, subnets: [{id: 'subnet-1', exists: false}]}}},
      says: /subnets/,
    },
  ],
  silent: [
    {name: 'an active one', given: {network: {connector: CONNECTOR}}},
    {name: 'no connector', given: {network: {}}},
  ],
});
