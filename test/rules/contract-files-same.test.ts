import {contractFilesSame} from '../../src/rules/contract-files-same.js';
import {testRule} from '../support/rule-tester.js';

testRule(contractFilesSame, {
  finds: [
    {name: 'equal files', given: {'image-files': {files: [{path: '/app/a.py', change: 'same'}]}}, data: {count: 1}},
  ],
  silent: [
    {
      name: 'one that differs',
      given: {
        'image-files': {
          files: [
            {path: '/app/a.py', change: 'same'},
            {path: '/app/b.py', change: 'changed'},
          ],
        },
      },
    },
    {
      name: 'files that neither image has',
      given: {'image-files': {files: [{path: '/app/a.py', change: 'missing-in-both'}]}},
    },
  ],
});
