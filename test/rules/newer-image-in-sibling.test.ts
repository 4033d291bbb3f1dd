import {newerImageInSibling} from '../../src/rules/newer-image-in-sibling.js';
import {image, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(newerImageInSibling, {
  finds: [
    {
      name: 'the same words, joined otherwise',
      given: {
        'image-running': image({repository: 'acme-backend', pushedAt: START}),
        'sibling-repositories': [{repository: 'acme/backend', newestPushAt: START + 1, newestTag: 'v3'}],
      },
      says: /acme\/backend/,
    },
  ],
  silent: [
    {
      name: 'an older push',
      given: {
        'image-running': image({repository: 'acme-backend', pushedAt: START}),
        'sibling-repositories': [{repository: 'acme/backend', newestPushAt: START - 1}],
      },
    },
    {
      name: 'another name',
      given: {
        'image-running': image({repository: 'acme-backend', pushedAt: START}),
        'sibling-repositories': [{repository: 'acme/frontend', newestPushAt: START + 1}],
      },
    },
  ],
});
