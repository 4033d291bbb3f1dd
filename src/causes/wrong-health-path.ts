import {dataIs, defineCause} from '../engine/cause.js';
import {AGAINST_ANSWERS, beside, GOOD_ANSWER} from '../engine/health-links.js';
import type {FactSet} from '../engine/rule.js';
import {
  change,
  changeHealthCheck,
  healthCheckNow,
  improve,
  PATH_TO_NAME,
  readLogs,
  thenDeploy,
} from '../engine/steps.js';
import type {Step} from '../engine/verdict.js';

export const wrongHealthPath = defineCause({
  id: 'wrong-health-path',
  title: 'The health path does not exist in the application',
  phases: ['health'],
  supports: [
    {rule: 'health-path-answered', strength: 'direct', when: dataIs('class', 'missing')},
    beside('kept-version-passes-check', 'missing'),
  ],
  refutes: [GOOD_ANSWER],
  against: AGAINST_ANSWERS,
  needs: ['events', 'app-records'],
  fix: (findings, facts) => {
    const kept = findings.find(({rule}) => rule === 'kept-version-passes-check');
    return kept === undefined ? anotherPath(facts) : lostRoute(String(kept.data?.['path']), facts);
  },
});

/** The path is right for the version that runs: another one would fail that, and hide what the new one lost. */
function lostRoute(path: string, facts: FactSet): Step[] {
  return [
    readLogs(facts),
    improve(
      `Bring the route ${path} back, and leave the check as it is: the version that runs passes it`,
      'short-term',
    ),
  ];
}

function anotherPath(facts: FactSet): Step[] {
  return [
    change(`Name a path that the application answers with 200, in place of ${PATH_TO_NAME}${thenDeploy(facts)}`, {
      command: changeHealthCheck(facts, {protocol: 'HTTP', path: PATH_TO_NAME}),
      undo: healthCheckNow(facts),
    }),
    improve('Or add the route to the application, without authentication and without dependencies', 'short-term'),
  ];
}
