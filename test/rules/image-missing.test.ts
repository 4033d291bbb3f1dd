import {imageMissing} from '../../src/rules/image-missing.js';
import {absent, denied, EXIT_1, events, examination, pulledThen, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(imageMissing, {
  finds: [
    {
      name: 'an image that ECR does not have',
      given: {
        examination: examination(),
        'image-attempted': absent(),
        events: events('[AppRunner] Deployment failed.'),
      },
      data: {pullSeen: 'no'},
      says: /asked for$/,
    },
    {
      name: 'an image that is gone now, while nobody could read whether it was pulled',
      given: {examination: examination(), 'image-attempted': absent(), events: denied()},
      data: {pullSeen: 'unknown'},
      says: /was pulled then is unknown/,
    },
    {
      name: 'an image that is gone now, while the service log was read only in part',
      given: {
        examination: examination(),
        'image-attempted': absent(),
        events: {status: 'collected', value: events('[AppRunner] Deployment failed.'), truncated: true},
      },
      data: {pullSeen: 'unknown'},
    },
    {
      name: 'an image that ECR does not have, where no line was ever written',
      given: {examination: examination(), 'image-attempted': absent(), events: absent()},
      data: {pullSeen: 'no'},
    },
  ],
  silent: [
    {
      name: 'one that was pulled then and is gone now',
      given: {examination: examination(), 'image-attempted': absent(), events: pulledThen(EXIT_1)},
    },
    {
      name: 'a service built from source code',
      given: {examination: examination(), 'image-attempted': absent(), service: service({source: {kind: 'code'}})},
    },
    {name: 'a denied look', given: {examination: examination(), 'image-attempted': denied()}},
  ],
});
