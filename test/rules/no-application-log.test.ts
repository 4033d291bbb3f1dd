import {noApplicationLog} from '../../src/rules/no-application-log.js';
import {absent, denied, examination, FAILED, pulledThen} from '../support/facts.js';
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
  ],
  silent: [
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
