import {variablesUnchanged} from '../../src/rules/variables-unchanged.js';
import {examination, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(variablesUnchanged, {
  finds: [
    {
      name: 'a plain deployment',
      given: {examination: examination({type: 'START_DEPLOYMENT'})},
      data: {why: 'start-deployment'},
    },
    {
      name: 'an update without a map',
      given: {examination: examination(), 'change-history': [{name: 'UpdateService', at: START, variables: 'omitted'}]},
      data: {why: 'omitted'},
    },
  ],
  silent: [
    {
      name: 'an update that sent a map',
      given: {
        examination: examination(),
        'change-history': [{name: 'UpdateService', at: START, variables: 'supplied'}],
      },
    },
  ],
});
