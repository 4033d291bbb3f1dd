import {imageElsewhere} from '../../src/rules/image-elsewhere.js';
import {image, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(imageElsewhere, {
  finds: [
    {
      name: 'another region',
      given: {service: service(), 'image-attempted': image({region: 'eu-west-1'})},
      data: {region: 'eu-west-1', pullFailed: false},
    },
  ],
  silent: [{name: 'the same region and account', given: {service: service(), 'image-attempted': image()}}],
});
