import {databaseConnectError} from '../../src/rules/database-connect-error.js';
import {app, events} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(databaseConnectError, {
  finds: [
    {
      name: 'a SQL Server that does not answer',
      given: {
        'app-records': app(
          'Unhandled exception. Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to SQL Server.',
          '   at Program.<Main>$(String[] args) in /src/Program.cs:line 42',
        ),
      },
      data: {kind: 'silent'},
    },
    {
      name: 'a MongoDB cluster that does not answer',
      given: {
        'app-records': app(
          'MongooseServerSelectionError: Could not connect to any servers in your MongoDB Atlas cluster.',
          '    at connect (/app/node_modules/mongoose/lib/connection.js:909:11)',
        ),
      },
      data: {kind: 'silent'},
    },
    {
      name: 'a start script that waited for the port',
      given: {
        'app-records': app('wait-for-it.sh: timeout occurred after waiting 60 seconds for db.example.com:5432'),
      },
      data: {kind: 'timeout', afterListen: false},
    },

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
      name: 'a refusal in JDBC words',
      given: {
        'app-records': app(
          'org.postgresql.util.PSQLException: Connection to db.example.com:5432 refused. Check that …',
        ),
      },
      data: {kind: 'refused'},
    },
    {
      name: 'one after the health check passed, by a server that never says that it listens',
      given: {
        events: events([60, '[AppRunner] Health check is successful. Routing traffic to application.']),
        'app-records': app([500, 'Error: connect ETIMEDOUT 10.0.0.5:6379 (redis)']),
      },
      data: {kind: 'timeout', afterListen: true, count: 1},
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
    {
      name: 'a failed link of MySQL, whose reason comes as an event of its own',
      given: {'app-records': app('com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure')},
      data: {kind: 'silent', afterListen: false},
    },
    {
      name: 'a try that was repeated, before the process ended of another error',
      given: {
        'app-records': app(
          'redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused. retrying (1/3)',
          'connected to redis',
          'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\nKeyError: \'S3_BUCKET\'',
        ),
      },
      data: {kind: 'refused', survived: true},
    },
    {
      name: 'a try that was repeated, before the process gave up',
      given: {
        'app-records': app(
          'redis: Connection refused. retrying (3/3)',
          'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\nRuntimeError: giving up',
        ),
      },
      data: {kind: 'refused', afterListen: false},
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
