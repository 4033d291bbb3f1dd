import {outOfMemoryLine} from '../../src/rules/out-of-memory-line.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(outOfMemoryLine, {
  finds: [
    {
      name: "gunicorn's guess at a worker that nobody stopped",
      given: {'app-records': app('[1] [ERROR] Worker (pid:7) was sent SIGKILL! Perhaps out of memory?')},
    },

    {
      name: "Node's words",
      given: {'app-records': app('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory')},
      data: {limit: 'node-heap'},
      says: /V8's heap is full, which has a limit of its own/,
    },
    {
      name: 'the Metaspace of a JVM',
      given: {'app-records': app('java.lang.OutOfMemoryError: Metaspace')},
      data: {limit: 'metaspace'},
    },
    {
      name: 'the heap of a JVM',
      given: {'app-records': app('java.lang.OutOfMemoryError: Java heap space')},
      data: {limit: 'java-heap'},
    },
    {
      name: 'memory that the machine has no more of',
      given: {'app-records': app('fatal error: runtime: out of memory')},
      says: /memory ran out$/,
    },
  ],
  silent: [
    {
      name: 'a notice that speaks of it',
      given: {'app-records': app('INFO on OutOfMemoryError the process will exit')},
    },
    {
      name: 'a warning, after which the start goes on',
      given: {'app-records': app('WARNING MemoryError while the cache was built, going on with a smaller one')},
    },

    {
      name: "gunicorn's guess at a worker that it killed for its slowness",
      given: {
        'app-records': app(
          '[1] [CRITICAL] WORKER TIMEOUT (pid:7)',
          '[1] [ERROR] Worker (pid:7) was sent SIGKILL! Perhaps out of memory?',
        ),
      },
    },
    {
      name: "gunicorn's guess at a worker that outstayed the stop",
      given: {
        'app-records': app(
          '[1] [INFO] Handling signal: term',
          '[1] [ERROR] Worker (pid:7) was sent SIGKILL! Perhaps out of memory?',
        ),
      },
    },
    {name: 'a word about memory', given: {'app-records': app('Using memory cache')}},
  ],
});
