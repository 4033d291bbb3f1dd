import {imageNotAmd64} from '../../src/rules/image-not-amd64.js';
import {image} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(imageNotAmd64, {
  finds: [
    {
      name: 'an arm64 image',
      given: {'image-attempted': image({config: {os: 'linux', architecture: 'arm64'}})},
      says: /linux\/arm64/,
    },
    {
      name: 'an index without amd64',
      given: {'image-attempted': image({index: [{digest: 'sha256:1', os: 'linux', architecture: 'arm64'}]})},
    },
  ],
  silent: [
    {name: 'amd64', given: {'image-attempted': image()}},
    {
      name: 'an index with amd64 and an attestation',
      given: {
        'image-attempted': image({
          index: [
            {digest: 'sha256:1', os: 'linux', architecture: 'amd64'},
            {digest: 'sha256:2', os: 'unknown', architecture: 'unknown', attestation: true},
          ],
        }),
      },
    },
  ],
});
