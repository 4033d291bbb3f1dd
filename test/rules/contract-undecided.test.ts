import {contractUndecided} from '../../src/rules/contract-undecided.js';
import {predicted} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

/** 32 zero bytes, as a Fernet key. */
const KEY = `${'A'.repeat(43)}=`;

testRule(contractUndecided, {
  finds: [
    {
      name: 'a secret that decides',
      given: {
        prediction: predicted(
          {
            ENV: 'staging',
            REDIS_URL: 'redis://cache.example.com:6379/0',
            DATABASE_URL: 'postgresql://db.example.com/x',
            TOKEN_ENCRYPTION_KEY: KEY,
          },
          ['JWT_SECRET'],
        ),
      },
      says: /jwt-secret/,
    },
    {
      name: 'an image that was not read',
      given: {prediction: {...predicted({ENV: 'dev'}), imageUnread: true}},
      data: {image: true},
      says: /image's own ENV/,
    },
    {
      name: 'a later configuration, whatever it holds',
      given: {prediction: predicted({ENV: 'prod'}, [], 'changed-since')},
      data: {changed: true},
      says: /changed the configuration since/,
    },
  ],
  silent: [
    {name: 'a failure whatever the secret holds', given: {prediction: predicted({ENV: 'prod'}, [])}},
    {name: 'checks that pass, with the image read', given: {prediction: predicted({ENV: 'dev'})}},
    {
      name: 'checks that are skipped, whatever the image says',
      given: {prediction: {...predicted({ENV: 'dev', SKIP_STARTUP_VALIDATION: 'true'}), imageUnread: true}},
    },
  ],
});
