import {hostNotAllowed} from '../../src/rules/host-not-allowed.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(hostNotAllowed, {
  finds: [
    {
      name: "Rails' words",
      given: {
        'app-records': app(
          'ERROR -- : [ActionDispatch::HostAuthorization::DefaultResponseApp] Blocked hosts: 10.0.1.23:3000',
        ),
      },
    },

    {
      name: "Django's words",
      given: {'app-records': app("django.core.exceptions.DisallowedHost: Invalid HTTP_HOST header: '10.0.0.1:8000'.")},
    },
  ],
  silent: [{name: 'an ordinary line', given: {'app-records': app('Host: 10.0.0.1')}}],
});
