import {usesSecrets} from '../../src/rules/uses-secrets.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(usesSecrets, {
  finds: [{name: 'their names', given: {service: service({}, {}, ['API_KEY'])}, says: /API_KEY/}],
  silent: [{name: 'a service without', given: {service: service()}}],
});
