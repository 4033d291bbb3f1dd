import {imageIsAmd64} from '../../src/rules/image-is-amd64.js';
import {image} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(imageIsAmd64, {
  finds: [{name: 'linux/amd64', given: {'image-attempted': image()}}],
  silent: [
    {name: 'arm64', given: {'image-attempted': image({config: {os: 'linux', architecture: 'arm64'}})}},
    {name: 'an unknown architecture', given: {'image-attempted': image({config: {}})}},
  ],
});
