import {addressNotAvailable} from '../../src/rules/address-not-available.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(addressNotAvailable, {
  finds: [
    {
      name: "Node's words",
      given: {'app-records': app('Error: listen EADDRNOTAVAIL: address not available 10.0.1.23:3000')},
    },
  ],
  silent: [
    {
      name: 'a client that cannot connect',
      given: {
        'app-records': app(
          [
            'Error: connect EADDRNOTAVAIL ::1:6379 - Local (:::0)',
            '    at internalConnect (node:net:1087:16) {',
            "  code: 'EADDRNOTAVAIL',",
            '}',
          ].join('\n'),
        ),
      },
    },
    {
      name: "redis-py's words",
      given: {
        'app-records': app(
          'redis.exceptions.ConnectionError: Error 99 connecting to localhost:6379. Cannot assign requested address.',
        ),
      },
    },

    {
      name: 'a port that is taken',
      given: {'app-records': app('Error: listen EADDRINUSE: address already in use :::3000')},
    },
  ],
});
