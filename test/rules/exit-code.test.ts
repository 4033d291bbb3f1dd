import {exitCode} from '../../src/rules/exit-code.js';
import {CHECK_FAILED, EXIT_1, events, exited, pulledThen} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

const ROUTED = '[AppRunner] Successfully routed incoming traffic to application.';

testRule(exitCode, {
  finds: [
    {name: 'the exit code', given: {events: pulledThen(EXIT_1)}, data: {exitCode: 1}, says: /exit with code 1/},
    {
      name: 'any integer',
      given: {events: events('[AppRunner] Your application stopped or failed to start. Container exit code: 137')},
      data: {exitCode: 137},
      says: /signal 9/,
    },
    {
      name: 'that traffic was routed before: an old instance may have ended',
      given: {events: pulledThen([100, ROUTED], exited(137))},
      data: {exitCode: 137, routed: true},
      says: /may have been the old one/,
    },
    {
      name: 'that traffic was not routed before',
      given: {events: pulledThen(exited(137), [130, ROUTED])},
      data: {exitCode: 137},
      says: /signal 9$/,
    },
    {
      name: 'the first exit of its own, after an instance that App Runner stopped',
      given: {events: pulledThen([100, String(exited(143)[1])], exited(137))},
      data: {exitCode: 137},
      says: /signal 9$/,
    },
    {
      name: 'that the check had failed before: App Runner may have stopped it',
      given: {events: pulledThen(CHECK_FAILED, [930, String(exited(137)[1])])},
      data: {exitCode: 137, afterCheck: true},
      says: /told to stop$/,
    },
  ],
  silent: [
    {name: 'a failed health check', given: {events: pulledThen(CHECK_FAILED)}},
    {name: 'an instance that App Runner stopped', given: {events: pulledThen(CHECK_FAILED, exited(143))}},
  ],
});
