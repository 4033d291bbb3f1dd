import {missingFileError} from '../../src/rules/missing-file-error.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const TRACE = ['Traceback (most recent call last):', '  File "/app/main.py", line 3, in <module>', '    start()'];

testRule(missingFileError, {
  finds: [
    {
      name: 'the script of a Python command',
      given: {'app-records': app("python: can't open file '/app/main.py': [Errno 2] No such file or directory")},
      data: {path: '/app/main.py'},
    },
    {
      name: 'the script of a PHP command',
      given: {'app-records': app('Could not open input file: artisan')},
      data: {path: 'artisan'},
    },

    {
      name: 'a data file',
      given: {
        'app-records': app(...TRACE, "FileNotFoundError: [Errno 2] No such file or directory: '/app/schema.sql'"),
      },
      data: {path: '/app/schema.sql'},
    },
    {
      name: 'a file with a quote in its name',
      given: {
        'app-records': app(...TRACE, "FileNotFoundError: [Errno 2] No such file or directory: '/app/a\"b.pem'"),
      },
      data: {path: '/app/a"b.pem'},
    },
  ],
  silent: [
    {
      name: 'an assembly that .NET cannot load',
      given: {
        'app-records': app(
          "Unhandled exception. System.IO.FileNotFoundException: Could not load file or assembly 'Npgsql, Version=8.0.3.0'. The system cannot find the file specified.",
          '   at Billing.Program.Main(String[] args)',
        ),
      },
    },
    {
      name: 'a native library',
      given: {
        'app-records': app(...TRACE, 'OSError: libpq.so.5: cannot open shared object file: No such file or directory'),
      },
    },
  ],
});
