import {keptVersionPassesCheck} from '../../src/rules/kept-version-passes-check.js';
import {CHECK_FAILED, CHECKING, examination, pulledThen, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const healthCheck = {protocol: 'HTTP', path: '/healthz'};
const given = {events: pulledThen(CHECKING, CHECK_FAILED), examination: examination(), service: service({healthCheck})};

testRule(keptVersionPassesCheck, {
  finds: [{name: 'the same path', given, data: {path: '/healthz'}, severity: 'info'}],
  silent: [
    {name: 'another path', given: {...given, service: service({healthCheck: {protocol: 'HTTP', path: '/'}})}},
    {name: 'a TCP check now', given: {...given, service: service({healthCheck: {protocol: 'TCP', path: '/healthz'}})}},
    {name: 'a service that does not run', given: {...given, service: service({healthCheck, status: 'PAUSED'})}},
    {
      name: 'a deployment that was not rolled back',
      given: {...given, examination: examination({type: 'CREATE_SERVICE', status: 'FAILED'})},
    },
    {name: 'a check that no line names', given: {...given, events: pulledThen()}},
  ],
});
