import {dataIs, type Link, type Support} from './cause.js';
import type {AnswerClass} from './health.js';

/** What the causes of a bad answer on the health path have in common. */

/**
 * An exit of its own ended the container, whatever it answered before, unless the check had failed by then: a program
 * that does not heed its stop is killed. And answers that differ are not told by the most
 * of them. Neither leaves a cause confirmed.
 */
export const AGAINST_ANSWERS: readonly Link[] = [
  {rule: 'exit-code', when: (finding) => finding.data?.['afterCheck'] !== true},
  {rule: 'health-answers-differ'},
];

/** A good answer rules out that the path was answered badly, where no other answer was given. */
export const GOOD_ANSWER: Link = {
  rule: 'health-path-answered',
  when: dataIs('class', 'ok'),
  unless: 'health-answers-differ',
};

/** What stands beside such an answer and may explain it: the error in the log, the check of the version that was kept. */
export function beside(rule: string, kind: AnswerClass): Support {
  return {rule, strength: 'correlated', with: {rule: 'health-path-answered', when: dataIs('class', kind)}};
}
