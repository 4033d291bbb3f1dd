import {subnetsWithNat} from '../../src/rules/subnets-with-nat.js';
import {testRule} from '../support/rule-tester.js';

const CONNECTOR = {
  arn: 'arn:aws:apprunner:us-east-1:111122223333:vpcconnector/c/1/1',
  exists: true,
  securityGroups: [],
};
const through = (...routes: readonly ('nat' | 'internet-gateway' | 'other' | undefined)[]) => ({
  network: {
    connector: {
      ...CONNECTOR,
      subnets: routes.map((defaultRoute, i) => ({
        id: `subnet-${i}`,
        exists: true,
        ...(defaultRoute !== undefined && {defaultRoute}),
      })),
    },
  },
});

testRule(subnetsWithNat, {
  finds: [{name: 'NAT gateways throughout', given: through('nat', 'nat'), says: /subnet-0, subnet-1/}],
  silent: [
    {name: 'one without', given: through('nat', 'internet-gateway')},
    {name: 'one whose route was not read', given: through('nat', undefined)},
    {name: 'a route that may lead anywhere', given: through('other')},
    {name: 'no subnets', given: through()},
  ],
});
