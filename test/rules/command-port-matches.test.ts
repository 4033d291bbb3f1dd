import {commandPortMatches} from '../../src/rules/command-port-matches.js';
import {CHECKING, image, pulledThen, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const cmd = (...words: string[]) => image({config: {os: 'linux', architecture: 'amd64', cmd: words}});
const events = pulledThen(CHECKING);

testRule(commandPortMatches, {
  finds: [
    {
      name: 'the checked port in the CMD',
      given: {events, service: service(), 'image-attempted': cmd('uvicorn', 'app:app', '--port', '8000')},
      data: {port: 8000},
      says: /image's CMD/,
    },
    {
      name: 'the checked port in the StartCommand, which wins',
      given: {
        events,
        service: service({
          configuration: {port: '8000', variables: [], secrets: [], startCommand: 'gunicorn -b 0.0.0.0:8000 app'},
        }),
        'image-attempted': cmd('uvicorn', 'app:app', '--port', '9000'),
      },
      says: /StartCommand/,
    },
  ],
  silent: [
    {
      name: 'another port',
      given: {events, service: service(), 'image-attempted': cmd('uvicorn', 'app:app', '--port', '9000')},
    },
    {name: 'no port at all', given: {events, service: service(), 'image-attempted': cmd('node', 'server.js')}},
  ],
});
