import {importNotInImage} from '../../src/rules/import-not-in-image.js';
import {testRule} from '../support/rule-tester.js';

testRule(importNotInImage, {
  finds: [
    {
      name: 'an import that nothing satisfies',
      given: {'image-files': {files: [], unsatisfiedImports: [{module: 'x', from: '/app/main.py'}]}},
      says: /imports x/,
    },
  ],
  silent: [{name: 'satisfied imports', given: {'image-files': {files: []}}}],
});
