import {shellSyntaxError} from '../../src/rules/shell-syntax-error.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(shellSyntaxError, {
  finds: [
    {
      name: 'an operator that became an argument',
      given: {'app-records': app('alembic: error: unrecognized arguments: && exec uvicorn')},
    },
  ],
  silent: [
    {
      name: 'an argument that the program does not know',
      given: {'app-records': app('uvicorn: error: unrecognized arguments: --portt')},
    },
  ],
});
