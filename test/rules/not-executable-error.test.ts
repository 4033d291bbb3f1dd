import {notExecutableError} from '../../src/rules/not-executable-error.js';
import {app, EXIT_1, exited, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(notExecutableError, {
  finds: [
    {
      name: 'a missing execute bit',
      given: {events: pulledThen(), 'app-records': app('exec /app/start.sh: permission denied')},
      data: {crlf: false},
    },
    {
      name: 'Windows line ends',
      given: {events: pulledThen(), 'app-records': app("env: 'python\\r': No such file or directory")},
      data: {crlf: true},
    },
    {name: 'exit code 126 alone', given: {events: pulledThen(exited(126))}},
  ],
  silent: [
    {
      name: 'a file that the program may not read',
      given: {
        events: pulledThen(EXIT_1),
        'app-records': app("PermissionError: [Errno 13] Permission denied: '/data/x'"),
      },
    },
    {name: 'exit code 1', given: {events: pulledThen(EXIT_1)}},
  ],
});
