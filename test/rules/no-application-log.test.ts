import {noApplicationLog} from '../../src/rules/no-application-log.js';
import {absent, denied, examination, FAILED, pulledThen, START} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(noApplicationLog, {
  finds: [
    {
      name: 'a log group that does not exist',
      given: {events: pulledThen(FAILED), examination: examination(), 'application-log': absent()},
      data: {group: false},
    },
    {
      name: 'no line of a new instance',
      given: {
        events: pulledThen(FAILED),
        examination: examination(),
        'application-log': {streams: [], events: [], olderStreams: 2},
      },
      data: {group: true, olderStreams: 2},
    },
    {
      name: 'no stream but one that began long before any instance of the deployment could',
      given: {
        events: pulledThen(FAILED),
        examination: examination(),
        'application-log': {streams: [], events: [], olderStreams: 0},
        attribution: {
          bounded: true,
          others: [{name: 'instance/1', beganAt: START + 10_000, side: 'before', seconds: 30}],
        },
      },
      data: {group: true},
    },
  ],
  silent: [
    {
      name: 'a stream that began just after the failure: the container may have logged late',
      given: {
        events: pulledThen(FAILED),
        examination: examination(),
        'application-log': {streams: [], events: [], olderStreams: 0},
        attribution: {
          bounded: true,
          others: [{name: 'instance/1', beganAt: START + 230_000, side: 'after', seconds: 90}],
        },
      },
    },
    {
      name: 'a log that could not be read',
      given: {events: pulledThen(FAILED), examination: examination(), 'application-log': denied()},
    },
    {
      name: 'a deployment that succeeded',
      given: {events: pulledThen(), examination: examination({status: 'SUCCEEDED'}), 'application-log': absent()},
    },
  ],
});
