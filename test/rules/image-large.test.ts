import {imageLarge} from '../../src/rules/image-large.js';
import {image} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(imageLarge, {
  finds: [
    {
      name: 'two packed gigabytes',
      given: {'image-attempted': image({registryBytes: 2_000_000_000})},
      data: {certain: false},
    },
  ],
  silent: [
    {name: 'half a gigabyte', given: {'image-attempted': image({registryBytes: 500_000_000})}},
    {name: 'an unknown size', given: {'image-attempted': image()}},
  ],
});
