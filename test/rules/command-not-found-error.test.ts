import {commandNotFoundError} from '../../src/rules/command-not-found-error.js';
import {app, EXIT_1, exited, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(commandNotFoundError, {
  finds: [
    {
      name: "the runtime's words",
      given: {events: pulledThen(), 'app-records': app('exec: "gunicorn": executable file not found in $PATH')},
    },
    {
      name: "a shell's words",
      given: {events: pulledThen(), 'app-records': app('sh: gunicorn: not found')},
      says: /gunicorn/,
    },
    {name: 'exit code 127 alone', given: {events: pulledThen(exited(127))}},
  ],
  silent: [
    {
      name: 'exit code 127 of a missing library',
      given: {
        events: pulledThen(exited(127)),
        'app-records': app('app: error while loading shared libraries: libpq.so.5: cannot open shared object file'),
      },
    },
    {name: 'exit code 1', given: {events: pulledThen(EXIT_1)}},
  ],
});
