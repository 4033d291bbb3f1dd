import {servicePaused} from '../../src/rules/service-paused.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(servicePaused, {
  finds: [{name: 'the status', given: {service: service({status: 'PAUSED'})}}],
  silent: [{name: 'a running service', given: {service: service()}}],
});
