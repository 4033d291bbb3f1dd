import {entrypointFileMissing} from '../../src/rules/entrypoint-file-missing.js';
import {testRule} from '../support/rule-tester.js';

testRule(entrypointFileMissing, {
  finds: [
    {
      name: 'a program in no layer',
      given: {'image-files': {files: [], missingEntrypoints: ['/app/start.sh']}},
      says: /start\.sh/,
    },
  ],
  silent: [{name: 'programs that are there', given: {'image-files': {files: [], missingEntrypoints: []}}}],
});
