import {contractFileChanged} from '../../src/rules/contract-file-changed.js';
import {testRule} from '../support/rule-tester.js';

testRule(contractFileChanged, {
  finds: [
    {
      name: 'an added file',
      given: {'image-files': {files: [{path: '/app/a.py', change: 'added'}]}},
      says: /\/app\/a\.py \(added\)/,
    },
  ],
  silent: [{name: 'the same files', given: {'image-files': {files: [{path: '/app/a.py', change: 'same'}]}}}],
});
