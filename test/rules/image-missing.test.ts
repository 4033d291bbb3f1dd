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
