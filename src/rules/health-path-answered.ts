import {credentialsAreMissed, healthAnswers, tally} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** What the application itself answered on the health path. The edge answers 404 too, but not in this log. */
export const healthPathAnswered = defineRule({
  id: 'health-path-answered',
  title: 'What the application answered on the health path',
  phase: 'health',
  severity: 'error',
  needs: ['app-records', 'events'],
  mayLack: ['service'],
  check({'app-records': records, events, service}) {
    const given = healthAnswers(records, events, known(service));
    if (given === undefined) return [];
    const {path, own, majority} = given;
    const last = majority.answers.at(-1) ?? majority.answers[0];
    const asked = last.access.path;
    return [
      {
        severity: majority.class === 'ok' ? 'info' : 'error',
        data: {
          status: tally(majority.answers).status,
          path,
          count: own.length,
          answers: tally(own).text,
          class: majority.class,
          ...(asked !== path && {asked}),
          ...(majority.class === 'auth' && {credentials: credentialsAreMissed(majority.answers, records)}),
        },
        at: [atRecord(last)],
      },
    ];
  },
  message: ({status, path, asked, count, answers}) => {
    const word = String(answers).includes(',') ? answers : status;
    const on = asked === undefined ? path : `${path} (asked for as ${asked})`;
    return `The application answered ${word} on the health path ${on} (${count} request${count === 1 ? '' : 's'} in the log)`;
  },
});
