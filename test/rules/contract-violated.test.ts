import {contractViolated} from '../../src/rules/contract-violated.js';
import {examination, predicted, START, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

/** One of two checks fails, whatever the secret holds that both read. */
function undecided() {
  const applied = predicted({ENV: 'prod'});
  const checks = applied.prediction.checks.map((check) => ({...check, status: 'unknown' as const}));
  const mayStopEarlierAt = ['redis-url', 'jwt-secret'];
  return {
    ...applied,
    prediction: {...applied.prediction, outcome: 'exits' as const, first: null, mayStopEarlierAt, checks},
  };
}

testRule(contractViolated, {
  finds: [
    {
      name: 'what fails and where it stops',
      given: {
        prediction: predicted({ENV: 'prod', JWT_SECRET: 'x'.repeat(32), DATABASE_URL: 'postgresql://db.example.com/x'}),
        service: service(),
      },
      data: {first: 'redis-url', replaced: false},
      says: /stop at redis-url$/,
    },
    {
      name: 'what one of fails, where a secret decides which',
      given: {prediction: undecided(), service: service()},
      data: {first: null, oneOf: ['redis-url', 'jwt-secret'], failing: []},
      says: /fails one of redis-url, jwt-secret, and a value that cannot be seen decides which$/,
    },
    {
      name: 'that the image was not read',
      given: {prediction: {...predicted({ENV: 'prod'}), imageUnread: true}, service: service()},
      says: /image's own ENV was not read$/,
    },
    {
      name: 'that an update sent another map',
      given: {
        prediction: predicted({ENV: 'prod'}, [], 'rolled-back-to'),
        service: service(),
        examination: examination(),
        'change-history': [{name: 'UpdateService', at: START, variables: 'supplied'}],
      },
      data: {replaced: true},
      says: /another variable map/,
    },
    {
      name: 'that an update with another map was rejected, and one without any was not',
      given: {
        prediction: predicted({ENV: 'prod'}, [], 'rolled-back-to'),
        service: service(),
        examination: examination(),
        'change-history': [
          {name: 'UpdateService', at: START, variables: 'omitted'},
          {name: 'UpdateService', at: START - 60_000, variables: 'supplied', errorCode: 'InvalidStateException'},
        ],
      },
      data: {replaced: false, unchanged: true},
    },
    {
      name: 'that an update without a map was rejected',
      given: {
        prediction: predicted({ENV: 'prod'}, [], 'rolled-back-to'),
        service: service(),
        examination: examination(),
        'change-history': [
          {name: 'UpdateService', at: START - 60_000, variables: 'omitted', errorCode: 'InvalidStateException'},
        ],
      },
      data: {replaced: false, unchanged: false},
    },
  ],
  silent: [
    {
      name: 'strict mode off',
      given: {prediction: predicted({ENV: 'prod', STRICT_STARTUP_VALIDATION: 'false'}), service: service()},
    },
    {name: 'a satisfied contract', given: {prediction: predicted({ENV: 'dev'}), service: service()}},
  ],
});
