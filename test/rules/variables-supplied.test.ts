import {variablesSupplied} from '../../src/rules/variables-supplied.js';
import {examination, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(variablesSupplied, {
  finds: [
    {
      name: 'a map in the update',
      given: {
        examination: examination(),
        'change-history': [{name: 'UpdateService', at: START, by: 'ci', variables: 'supplied'}],
      },
      says: /by ci/,
    },
  ],
  silent: [
    {
      name: 'an update without one',
      given: {examination: examination(), 'change-history': [{name: 'UpdateService', at: START, variables: 'omitted'}]},
    },
    {
      name: 'an update that was rejected',
      given: {
        examination: examination(),
        'change-history': [
          {name: 'UpdateService', at: START, variables: 'supplied', errorCode: 'InvalidStateException'},
        ],
      },
    },
    {
      name: 'a map of another time',
      given: {
        examination: examination(),
        'change-history': [{name: 'UpdateService', at: START - 3_600_000, variables: 'supplied'}],
      },
    },
  ],
});
