import {staleStartCommand} from '../../src/causes/stale-start-command.js';
import {testCause} from '../support/cause-tester.js';
import {app, CHECK_FAILED, CHECKING, image, PROVISIONING, pulledThen, runs} from '../support/facts.js';

/** Pulled and started; the health check gave up. */
const UNHEALTHY = pulledThen(PROVISIONING, CHECKING, CHECK_FAILED);

testCause(staleStartCommand, {
  names: [
    {
      name: 'another program listens elsewhere',
      given: {
        service: runs('node web.js'),
        'image-attempted': image({config: {os: 'linux', architecture: 'amd64', cmd: ['node', 'server.js']}}),
        events: UNHEALTHY,
        'app-records': app([70, 'INFO:     Uvicorn running on http://0.0.0.0:3000 (Press CTRL+C to quit)']),
      },
      verdict: 'confirmed',
    },
  ],
  leaves: [
    {
      name: 'an override that works',
      given: {
        service: runs('node web.js'),
        'image-attempted': image({config: {os: 'linux', architecture: 'amd64', cmd: ['node', 'server.js']}}),
        events: UNHEALTHY,
      },
    },
  ],
});
