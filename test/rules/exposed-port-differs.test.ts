import {exposedPortDiffers} from '../../src/rules/exposed-port-differs.js';
import {CHECKING, image, pulledThen, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(exposedPortDiffers, {
  finds: [
    {
      name: 'another port',
      given: {
        service: service(),
        events: pulledThen(CHECKING),
        'image-attempted': image({config: {exposedPorts: ['3000/tcp']}}),
      },
      data: {expected: 8000},
    },
  ],
  silent: [
    {
      name: 'the same port among others',
      given: {
        service: service(),
        events: pulledThen(CHECKING),
        'image-attempted': image({config: {exposedPorts: ['3000/tcp', '8000/tcp']}}),
      },
    },
    {
      name: 'an image that exposes none',
      given: {service: service(), events: pulledThen(CHECKING), 'image-attempted': image()},
    },
  ],
});
