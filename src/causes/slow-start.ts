import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {FactSet} from '../engine/rule.js';
import {change, changeHealthCheck, healthCheckNow, improve, thenDeploy} from '../engine/steps.js';
import type {Step} from '../engine/verdict.js';

export const slowStart = defineCause({
  id: 'slow-start',
  title: 'The application needs longer to start than the check allows',
  phases: ['listen', 'health'],
  supports: [
    {rule: 'late-listen', strength: 'direct', when: dataIs('certain', true)},
    {rule: 'late-listen', strength: 'indirect', when: dataIs('certain', false)},
    {rule: 'small-instance', strength: 'correlated', with: 'late-listen'},
  ],
  refutes: [{rule: 'listen-port-differs'}, {rule: 'exit-code'}],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    ...morePatience(facts),
    improve('Listen first, load later: heavy initialisation after the server answers, or lazily', 'short-term'),
    improve('More CPU for the start', 'medium-term'),
  ],
});

/** The most that App Runner takes: 20 s between checks, 20 failures. */
const MOST = 20;

function morePatience(facts: FactSet): Step[] {
  const now = known(facts.service)?.healthCheck;
  if (now?.intervalSeconds === MOST && now.unhealthyThreshold === MOST) return [];
  return [
    change(`Give the check more patience (at most ${MOST} s and ${MOST} failures)${thenDeploy(facts)}`, {
      command: changeHealthCheck(facts, {intervalSeconds: MOST, unhealthyThreshold: MOST}),
      undo: healthCheckNow(facts),
    }),
  ];
}
