import {importError} from '../../src/rules/import-error.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(importError, {
  finds: [
    {
      name: 'a name that moved with a major version of pydantic',
      given: {
        'app-records': app(
          'Traceback (most recent call last):',
          '  File "/app/main.py", line 3, in <module>',
          '    from pydantic import BaseSettings',
          'pydantic.errors.PydanticImportError: `BaseSettings` has been moved to the `pydantic-settings` package.',
        ),
      },
    },

    {
      name: 'a missing module',
      given: {
        'app-records': app(
          'Traceback (most recent call last):',
          '  File "/app/main.py", line 3, in <module>',
          '    import x',
          "ModuleNotFoundError: No module named 'x'",
        ),
      },
      says: /No module named 'x'/,
    },
    {
      name: 'classes that are newer than the Java runtime',
      given: {
        'app-records': app(
          'Error: LinkageError occurred while loading main class com.example.App',
          '\tjava.lang.UnsupportedClassVersionError: com/example/App has been compiled by a more recent version of the Java Runtime',
        ),
      },
      says: /UnsupportedClassVersionError/,
    },
    {
      name: "PHP's words",
      given: {
        'app-records': app(
          'PHP Fatal error:  Uncaught Error: Class "App\\Kernel" not found in /app/public/index.php:9',
        ),
      },
    },
    {name: "Node's words", given: {'app-records': app("Error: Cannot find module '/app/dist/server.js'")}},
  ],
  silent: [
    {
      name: 'a native library',
      given: {
        'app-records': app(
          'Traceback (most recent call last):',
          '  File "/app/main.py", line 3, in <module>',
          '    import cv2',
          'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
        ),
      },
    },
    {name: 'an ordinary start', given: {'app-records': app('Importing FastAPI...')}},
  ],
});
