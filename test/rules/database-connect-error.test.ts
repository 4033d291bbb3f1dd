import {databaseConnectError} from '../../src/rules/database-connect-error.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(databaseConnectError, {
  finds: [
    {
      name: 'a timeout',
      given: {
        'app-records': app(
          'sqlalchemy.exc.OperationalError: connection to server at "db" (10.0.0.5), port 5432 failed: Connection timed out',
        ),
      },
      data: {kind: 'timeout', afterListen: false},
    },
    {
      name: 'a refusal',
      given: {'app-records': app('Error: connect ECONNREFUSED 10.0.0.5:6379 (redis)')},
      data: {kind: 'refused'},
    },
    {
      name: 'a name that does not resolve',
      given: {
        'app-records': app(
          'could not translate host name "db.example.com" to address: Name or service not known (psycopg2)',
        ),
      },
      data: {kind: 'dns'},
    },
  ],
  silent: [
    {
      name: 'a timeout of an HTTP call',
      given: {'app-records': app('ConnectTimeoutError: https://api.example.com timed out')},
    },
    {
      name: 'a database that refuses credentials',
      given: {'app-records': app('psycopg2.OperationalError: password authentication failed for user "app"')},
    },
  ],
});
