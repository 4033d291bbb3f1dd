import {variablesLost} from '../../src/rules/variables-lost.js';
import {service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(variablesLost, {
  finds: [
    {
      name: 'a name that is gone',
      given: {
        service: service({}, {A: '1'}),
        baseline: {
          description: 'a bundle',
          variables: [
            {name: 'A', length: 1},
            {name: 'B', length: 1},
          ],
          secrets: [],
        },
      },
      data: {lost: ['B'], before: 2, now: 1},
    },
  ],
  silent: [
    {
      name: 'a variable that became a secret',
      given: {
        service: service({}, {A: '1'}, ['B']),
        baseline: {
          description: 'a bundle',
          variables: [
            {name: 'A', length: 1},
            {name: 'B', length: 1},
          ],
          secrets: [],
        },
      },
    },
  ],
});
