import {goodVersionRunsViolated} from '../../src/rules/good-version-runs-violated.js';
import {examination, image, predicted, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const GIVEN = {
  prediction: predicted({ENV: 'prod'}, [], 'rolled-back-to'),
  service: service(),
  examination: examination(),
};

testRule(goodVersionRunsViolated, {
  finds: [
    {
      name: 'a running version that does not enforce it',
      given: {...GIVEN, 'image-running': image({digest: 'sha256:1'}), 'image-attempted': image({digest: 'sha256:2'})},
    },
  ],
  silent: [
    {name: 'the same image', given: {...GIVEN, 'image-running': image(), 'image-attempted': image()}},
    {name: 'images that were not read', given: GIVEN},
  ],
});
