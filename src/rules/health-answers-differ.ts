import {classOf, healthAnswers, tally} from '../engine/health.js';
import {known} from '../engine/phases.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The health path was answered in more than one way: whatever the most of them say is not the whole truth. */
export const healthAnswersDiffer = defineRule({
  id: 'health-answers-differ',
  title: 'The answers on the health path differ',
  phase: 'health',
  severity: 'warning',
  needs: ['app-records', 'events'],
  mayLack: ['service'],
  check({'app-records': records, events, service}) {
    const given = healthAnswers(records, events, known(service));
    if (given === undefined || events.some((event) => event.kind === 'health-check-ok')) return [];
    const {path, own, besides, majority} = given;
    const other = [...own, ...besides].findLast(({access}) => classOf(access.status) !== majority.class);
    if (other === undefined) return [];
    const last = majority.answers.at(-1) ?? majority.answers[0];
    return [
      {
        data: {path, answers: tally(own).text, besides: besides.length === 0 ? null : tally(besides).text},
        at: [atRecord(other), atRecord(last)],
      },
    ];
  },
  message: ({path, answers, besides}) =>
    `The answers on the health path ${path} are not all of one kind: ${answers}${besides === null ? '' : `; with or without the slash at its end ${besides}`}`,
});
