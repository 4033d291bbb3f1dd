import {dataIs, defineCause} from '../engine/cause.js';
import {AGAINST_ANSWERS, GOOD_ANSWER, keptVersionPasses} from '../engine/health-links.js';
import {known} from '../engine/phases.js';
import type {FactSet} from '../engine/rule.js';
import {
  attemptedImage,
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
    keptVersionPasses('missing'),
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
      `${isSameImage(facts) ? `Find what the update changed that took the route ${path} away` : `Bring the route ${path} back in ${attemptedImage(facts) ?? 'the new version'}`}: the version that runs passes this check, so leave the check as it is`,
      'short-term',
    ),
  ];
}

function isSameImage(facts: FactSet): boolean {
  const source = known(facts.service)?.source;
  return source?.kind === 'image' && source.image === attemptedImage(facts);
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
