import {publicHostTimeout} from '../../src/rules/public-host-timeout.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(publicHostTimeout, {
  finds: [
    {name: 'a public host', given: {'app-records': app('ConnectTimeoutError: https://api.example.com timed out')}},
  ],
  silent: [
    // Quadratic, this would run for minutes.
    {name: 'one very long word', given: {'app-records': app('a'.repeat(400_000))}},
    {name: 'a private host', given: {'app-records': app('connect ETIMEDOUT http://10.0.0.5:80')}},
    {name: 'a public host that answers', given: {'app-records': app('GET https://api.example.com 200')}},
  ],
});
