import {otherProgramRuns} from '../../src/rules/other-program-runs.js';
import {app, CHECKING, image, pulledThen, runs, service} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(otherProgramRuns, {
  finds: [
    {
      name: 'a worker of a queue, which never listens',
      given: {
        service: runs('celery -A shop worker'),
        'image-attempted': image({config: {cmd: ['gunicorn', 'shop.wsgi']}}),
        events: pulledThen(CHECKING),
        'app-records': app('[2026-01-20 10:01:05,240: INFO/MainProcess] celery@ip-10-0-1-5 ready.'),
      },
      data: {seen: true, worker: true},
      says: /queue worker/,
    },

    {
      name: 'another program on another port',
      given: {
        service: runs('node web.js'),
        'image-attempted': image({config: {cmd: ['node', 'server.js']}}),
        events: pulledThen(CHECKING),
        'app-records': app('INFO:     Uvicorn running on http://0.0.0.0:3000 (Press CTRL+C to quit)'),
      },
      data: {seen: true},
      severity: 'error',
    },
    {
      name: 'an override that works, as information',
      given: {
        service: runs('node web.js'),
        'image-attempted': image({config: {cmd: ['node', 'server.js']}}),
        events: pulledThen(CHECKING),
      },
      data: {seen: false},
      severity: 'info',
    },
  ],
  silent: [
    {
      name: 'the same program otherwise written',
      given: {
        service: runs('python -m uvicorn app.main:app --port 8000'),
        'image-attempted': image({config: {cmd: ['uvicorn', 'app.main:app']}}),
        events: pulledThen(CHECKING),
      },
    },
    {name: 'no start command', given: {service: service(), 'image-attempted': image(), events: pulledThen(CHECKING)}},
  ],
});
