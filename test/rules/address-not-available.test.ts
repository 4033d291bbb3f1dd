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
      name: 'a port that is taken',
      given: {'app-records': app('Error: listen EADDRINUSE: address already in use :::3000')},
    },
  ],
});
