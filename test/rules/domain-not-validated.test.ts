import {domainNotValidated} from '../../src/rules/domain-not-validated.js';
import {testRule} from '../support/rule-tester.js';

testRule(domainNotValidated, {
  finds: [
    {
      name: 'a pending domain',
      given: {domains: [{name: 'api.example.com', status: 'PENDING_CERTIFICATE_DNS_VALIDATION', pendingRecords: []}]},
      severity: 'warning',
    },
  ],
  silent: [
    {name: 'an active one', given: {domains: [{name: 'api.example.com', status: 'ACTIVE', pendingRecords: []}]}},
  ],
});
