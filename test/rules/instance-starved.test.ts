import {instanceStarved} from '../../src/rules/instance-starved.js';
import {START, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(instanceStarved, {
  finds: [
    {
      name: 'three busy minutes',
      given: {
        service: service({cpuUnits: 256}),
        metrics: {cpu: [1, 2, 3].map((at) => ({at: START + at * 60_000, average: 99}))},
      },
      data: {minutes: 3},
    },
  ],
  silent: [{name: 'one busy minute', given: {service: service(), metrics: {cpu: [{at: START, average: 99}]}}}],
});
