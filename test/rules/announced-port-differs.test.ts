import {announcedPortDiffers} from '../../src/rules/announced-port-differs.js';
import {app, CHECK_FAILED, CHECKING, type Line, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const given = (...lines: readonly Line[]) => ({
  events: pulledThen(CHECKING, CHECK_FAILED),
  'app-records': app(...lines),
});

testRule(announcedPortDiffers, {
  finds: [
    {
      name: 'a port beside the announcement',
      given: given([64, '{"level":"info","msg":"starting http server","port":"5000"}']),
      data: {named: 5000, expected: 8000},
      says: /announces a server on port 5000.* checks port 8000; no line says that one listens/,
    },
    {
      name: 'an address beside the announcement',
      given: given([64, '{"level":"info","message":"starting server","addr":"0.0.0.0:5000"}']),
      data: {named: 5000},
    },
    {
      name: 'a port in its words',
      given: given([64, '2026/01/20 10:01:04 Starting server on :5000']),
      data: {named: 5000},
    },
    {name: 'a field of logfmt', given: given([64, 'level=info msg="starting server" addr=:5000']), data: {named: 5000}},
  ],
  silent: [
    {name: 'the port that is checked', given: given([64, 'Starting server on port 8000'])},
    {name: 'no port', given: given([64, '2026/01/20 10:01:04 starting server'])},
    {name: 'another socket', given: given([64, 'Starting metrics server on port 9090'])},
    {name: 'a number that is none', given: given([64, 'Starting server with 4000 items'])},
    {
      name: 'a server that listens after all',
      given: given([64, 'Starting server on port 5000'], [65, 'Listening on port 8000']),
    },
    {
      name: 'a server that answers after all',
      given: given([64, 'Starting server on port 5000'], [65, 'GET /healthz 404 1 ms']),
    },
  ],
});
