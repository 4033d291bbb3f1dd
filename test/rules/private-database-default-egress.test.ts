import {privateDatabaseDefaultEgress} from '../../src/rules/private-database-default-egress.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(privateDatabaseDefaultEgress, {
  finds: [
    {
      name: 'a private address',
      given: {service: service({egress: {type: 'DEFAULT'}}, {DATABASE_URL: 'postgresql://app@10.0.0.5:5432/app'})},
      data: {certain: true},
    },
  ],
  silent: [
    {
      name: 'a connector',
      given: {service: service({egress: {type: 'VPC'}}, {DATABASE_URL: 'postgresql://app@10.0.0.5:5432/app'})},
    },
    {
      name: 'a public host',
      given: {
        service: service({egress: {type: 'DEFAULT'}}, {DATABASE_URL: 'postgresql://app@db.example.com:5432/app'}),
      },
    },
    {
      name: 'a name that may resolve to anything',
      given: {
        service: service({egress: {type: 'DEFAULT'}}, {DATABASE_URL: 'postgresql://app@db.internal:5432/app'}),
      },
    },
    {
      name: 'an egress that is not known',
      given: {service: service({}, {DATABASE_URL: 'postgresql://app@10.0.0.5:5432/app'})},
    },
  ],
});
