import {lostVariableError} from '../../src/rules/lost-variable-error.js';
import {app, examination, START, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(lostVariableError, {
  finds: [
    {
      name: 'a name that the kept configuration has',
      given: {
        examination: examination(),
        service: service({}, {REDIS_URL: 'redis://cache.example.com'}),
        'app-records': app('Missing required environment variable: REDIS_URL'),
      },
      data: {variables: ['REDIS_URL'], supplied: false},
    },
    {
      name: 'one, while the update that supplied a map was rejected',
      given: {
        examination: examination(),
        service: service({}, {REDIS_URL: 'redis://cache.example.com'}),
        'app-records': app('Missing required environment variable: REDIS_URL'),
        'change-history': [
          {name: 'UpdateService', at: START - 60_000, variables: 'supplied', errorCode: 'InvalidStateException'},
        ],
      },
      data: {supplied: false},
    },
  ],
  silent: [
    {
      name: 'a name that is configured nowhere',
      given: {
        examination: examination(),
        service: service(),
        'app-records': app('Missing required environment variable: REDIS_URL'),
      },
    },
    {
      name: 'a plain deployment',
      given: {
        examination: examination({type: 'START_DEPLOYMENT'}),
        service: service({}, {REDIS_URL: 'redis://cache.example.com'}),
        'app-records': app('Missing required environment variable: REDIS_URL'),
      },
    },
  ],
});
