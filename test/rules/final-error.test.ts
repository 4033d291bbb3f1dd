import {finalError} from '../../src/rules/final-error.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const TRACE = [
  'Traceback (most recent call last):',
  '  File "/app/main.py", line 3, in <module>',
  '    raise RuntimeError("no such luck")',
  'RuntimeError: no such luck',
];

testRule(finalError, {
  finds: [{name: 'the last traceback', given: {'app-records': app(...TRACE)}, says: /RuntimeError: no such luck/}],
  silent: [
    {
      name: 'an error that was survived',
      given: {
        'app-records': app(...TRACE, [9, 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)']),
      },
    },
  ],
});
