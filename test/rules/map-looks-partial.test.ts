import {mapLooksPartial} from '../../src/rules/map-looks-partial.js';
import {examination, START, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const supplied = [{name: 'UpdateService', at: START - 60_000, variables: 'supplied' as const, by: 'someone'}];
const deployed = examination({type: 'START_DEPLOYMENT', status: 'ROLLBACK_SUCCEEDED'});

testRule(mapLooksPartial, {
  finds: [
    {
      name: 'one variable left after an update that supplied a map',
      given: {'change-history': supplied, service: service({}, {LOG_LEVEL: 'debug'}), examination: deployed},
      data: {variables: ['LOG_LEVEL']},
      says: /replaces the whole/,
    },
    {
      name: 'an emptied map',
      given: {'change-history': supplied, service: service(), examination: deployed},
      says: /no variable is set/,
    },
  ],
  silent: [
    {
      name: 'a full map',
      given: {
        'change-history': supplied,
        service: service({}, {A: '1', B: '2', C: '3', D: '4'}),
        examination: deployed,
      },
    },
    {
      name: 'a map that was not supplied',
      given: {
        'change-history': [{name: 'UpdateService', at: START, variables: 'omitted'}],
        service: service(),
        examination: deployed,
      },
    },
    {
      name: 'an update that was rejected',
      given: {
        'change-history': supplied.map((change) => ({...change, errorCode: 'InvalidRequestException'})),
        service: service({}, {LOG_LEVEL: 'debug'}),
        examination: deployed,
      },
    },
    {
      name: 'the configuration rolled back to',
      given: {'change-history': supplied, service: service(), examination: examination()},
    },
  ],
});
