import {vpcEgress} from '../../src/rules/vpc-egress.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(vpcEgress, {
  finds: [{name: 'a connector', given: {service: service({egress: {type: 'VPC'}})}}],
  silent: [{name: 'DEFAULT egress', given: {service: service({egress: {type: 'DEFAULT'}})}}],
});
