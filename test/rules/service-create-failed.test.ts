import {serviceCreateFailed} from '../../src/rules/service-create-failed.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(serviceCreateFailed, {
  finds: [{name: 'the status', given: {service: service({status: 'CREATE_FAILED'})}, data: {explained: false}}],
  silent: [{name: 'a running service', given: {service: service()}}],
});
