import {finalError} from '../../src/rules/final-error.js';
import {app, CHECKING, EXIT_1, FAILED, PROVISIONING, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const TRACE = [
  'Traceback (most recent call last):',
  '  File "/app/main.py", line 3, in <module>',
  '    raise RuntimeError("no such luck")',
  'RuntimeError: no such luck',
];

const EXITED = pulledThen(PROVISIONING, CHECKING, EXIT_1, FAILED);

testRule(finalError, {
  finds: [
    {
      name: 'the last traceback',
      given: {'app-records': app(...TRACE)},
      data: {loading: true},
      says: /RuntimeError: no such luck/,
    },
    {
      name: 'the last error without a trace, where the container exited',
      given: {
        events: EXITED,
        'app-records': app('loading', '2026/03/10 10:01:04 [emerg] 1#1: cannot load certificate', 'exit status 1'),
      },
      severity: 'error',
      says: /^The last error before the end: .*\[emerg\] 1#1: cannot load certificate$/,
    },
    {
      name: 'what npm says first of all, where it alone speaks',
      given: {events: EXITED, 'app-records': app('npm ERR! Missing script: "start"', 'npm ERR! see the log')},
      says: /Missing script: "start"$/,
    },
    {
      name: 'the last line, where none is an error',
      given: {events: EXITED, 'app-records': app('loading plans', 'no plan fits')},
      severity: 'info',
      says: /^The last line before the exit: no plan fits$/,
    },
    {
      name: 'an error inside a function: no module is being loaded',
      given: {'app-records': app(...TRACE.with(1, '  File "/app/main.py", line 3, in connect'))},
      data: {loading: false},
    },
  ],
  silent: [
    {name: 'lines of an application that did not exit', given: {'app-records': app('ERROR no plan fits')}},
    {
      name: 'an error that was survived',
      given: {
        'app-records': app(...TRACE, [9, 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)']),
      },
    },
  ],
});
