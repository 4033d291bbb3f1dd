import {entrypointFileMode} from '../../src/rules/entrypoint-file-mode.js';
import {testRule} from '../support/rule-tester.js';

testRule(entrypointFileMode, {
  finds: [
    {
      name: 'a missing execute bit',
      given: {'image-files': {files: [], entrypointModes: [{path: '/app/start.sh', mode: 0o644}]}},
      says: /mode 644/,
    },
    {
      name: 'Windows line ends',
      given: {'image-files': {files: [], entrypointModes: [{path: '/app/start.sh', mode: 0o755, crlf: true}]}},
      says: /Windows/,
    },
  ],
  silent: [
    {
      name: 'an executable file',
      given: {'image-files': {files: [], entrypointModes: [{path: '/app/start.sh', mode: 0o755}]}},
    },
  ],
});
