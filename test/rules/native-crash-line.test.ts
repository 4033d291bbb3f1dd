import {nativeCrashLine} from '../../src/rules/native-crash-line.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(nativeCrashLine, {
  finds: [{name: 'a segmentation fault', given: {'app-records': app('Segmentation fault (core dumped)')}}],
  silent: [
    {
      name: 'a notice that speaks of crashes',
      given: {'app-records': app('INFO faulthandler enabled: a Segmentation fault will print a traceback')},
    },

    {name: 'an ordinary error', given: {'app-records': app('RuntimeError: aborted by user')}},
    {
      name: "a nil pointer of Go, which prints the signal's name",
      given: {
        'app-records': app(
          'panic: runtime error: invalid memory address or nil pointer dereference',
          '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x6a1]',
          'goroutine 1 [running]:',
        ),
      },
    },
  ],
});
