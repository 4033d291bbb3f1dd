import {onlyOneHostFails} from '../../src/rules/only-one-host-fails.js';
import {app, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(onlyOneHostFails, {
  finds: [
    {
      name: 'a private host behind a connector',
      given: {service: service({egress: {type: 'VPC'}}), 'app-records': app('connect ETIMEDOUT 10.0.0.5:5432')},
    },
  ],
  silent: [
    {
      name: 'DEFAULT egress',
      given: {service: service({egress: {type: 'DEFAULT'}}), 'app-records': app('connect ETIMEDOUT 10.0.0.5:5432')},
    },
    {
      name: 'a refusal',
      given: {service: service({egress: {type: 'VPC'}}), 'app-records': app('connect ECONNREFUSED 10.0.0.5:5432')},
    },
  ],
});
