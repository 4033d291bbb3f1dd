import {entrypointFileUncertain} from '../../src/rules/entrypoint-file-uncertain.js';
import {testRule} from '../support/rule-tester.js';

testRule(entrypointFileUncertain, {
  finds: [
    {
      name: 'a program that only layers of the good image are known to hold',
      given: {'image-files': {files: [], uncertainEntrypoints: ['/app/start.sh']}},
      says: /start\.sh.*may hold it/,
    },
  ],
  silent: [
    {name: 'programs that are there', given: {'image-files': {files: [], uncertainEntrypoints: []}}},
    {name: 'a program that is surely missing', given: {'image-files': {files: [], missingEntrypoints: ['/x']}}},
  ],
});
