import {onlyOneHostFails} from '../../src/rules/only-one-host-fails.js';
import {app, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const connected = service({egress: {type: 'VPC'}});

testRule(onlyOneHostFails, {
  finds: [
    {
      name: 'a private host behind a connector',
      given: {service: connected, 'app-records': app('connect ETIMEDOUT 10.0.0.5:5432')},
      data: {othersAnswer: false, count: 1},
    },
    {
      name: 'one while another answers',
      given: {
        service: connected,
        'app-records': app('database connection established (10.0.2.9:5432)', 'connect ETIMEDOUT 10.0.0.5:6379'),
      },
      data: {othersAnswer: true, count: 1},
      says: /another one answers/,
    },
    {
      name: 'a host that a variable names, masked in the log',
      given: {
        service: service({egress: {type: 'VPC'}}, {REDIS_HOST: '10.0.3.15'}),
        'app-records': app('connect ETIMEDOUT [masked REDIS_HOST]:6379'),
      },
    },
  ],
  silent: [
    {
      name: 'DEFAULT egress',
      given: {service: service({egress: {type: 'DEFAULT'}}), 'app-records': app('connect ETIMEDOUT 10.0.0.5:5432')},
    },
    {name: 'a refusal', given: {service: connected, 'app-records': app('connect ECONNREFUSED 10.0.0.5:5432')}},
    {
      name: 'two hosts: then it is no single rule',
      given: {
        service: connected,
        'app-records': app('connect ETIMEDOUT 10.0.0.5:5432', 'connect ETIMEDOUT 10.0.7.9:6379'),
      },
    },
  ],
});
