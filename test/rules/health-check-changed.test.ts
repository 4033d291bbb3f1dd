import {healthCheckChanged} from '../../src/rules/health-check-changed.js';
import {CHECKING, pulledThen, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const BASELINE = {description: 'a bundle', variables: [], secrets: []};

testRule(healthCheckChanged, {
  finds: [
    {
      name: 'another protocol',
      given: {
        events: pulledThen(CHECKING),
        service: service(),
        baseline: {...BASELINE, healthCheck: {protocol: 'TCP'}},
      },
      says: /was TCP .* HTTP/,
    },
  ],
  silent: [
    {
      name: 'the same check',
      given: {
        events: pulledThen(CHECKING),
        service: service(),
        baseline: {...BASELINE, healthCheck: {protocol: 'HTTP', path: '/healthz'}},
      },
    },
    {name: 'a baseline without one', given: {events: pulledThen(CHECKING), service: service(), baseline: BASELINE}},
  ],
});
