import {privateIngress} from '../../src/rules/private-ingress.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(privateIngress, {
  finds: [{name: 'a private service', given: {service: service({publiclyAccessible: false})}}],
  silent: [
    {name: 'a public one', given: {service: service({publiclyAccessible: true})}},
    {name: 'one of which it is not known', given: {service: service()}},
  ],
});
