import {commandPortDiffers} from '../../src/rules/command-port-differs.js';
import {CHECKING, image, pulledThen, runs, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(commandPortDiffers, {
  finds: [
    {
      name: 'a start command with another port',
      given: {events: pulledThen(CHECKING), service: runs('uvicorn app:app --port 5000')},
      data: {named: 5000, expected: 8000},
    },
    {
      name: "the image's command with another port",
      given: {
        events: pulledThen(CHECKING),
        service: service(),
        'image-attempted': image({config: {cmd: ['gunicorn', '-b', '0.0.0.0:9000']}}),
      },
      data: {named: 9000},
    },
  ],
  silent: [
    {name: 'the same port', given: {events: pulledThen(CHECKING), service: runs('uvicorn app:app --port 8000')}},
    {name: 'no port at all', given: {events: pulledThen(CHECKING), service: runs('node server.js')}},
  ],
});
