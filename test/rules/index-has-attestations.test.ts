import {indexHasAttestations} from '../../src/rules/index-has-attestations.js';
import {image} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(indexHasAttestations, {
  finds: [
    {
      name: 'one entry',
      given: {'image-attempted': image({index: [{digest: 'sha256:2', attestation: true}]})},
      data: {count: 1},
      severity: 'info',
    },
  ],
  silent: [{name: 'a single image', given: {'image-attempted': image()}}],
});
