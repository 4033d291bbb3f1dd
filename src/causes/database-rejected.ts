import {dataIs, defineCause} from '../engine/cause.js';
import type {Finding} from '../engine/rule.js';
import {improve, read} from '../engine/steps.js';

export const databaseRejected = defineCause({
  id: 'database-rejected',
  title: 'The database answered and refused',
  phases: ['start', 'serve'],
  supports: [
    {rule: 'database-rejected-error', strength: 'direct', when: endedIt},
    // A server that listens and is refused: that is what is wrong with it, unless the health check found something.
    {rule: 'database-rejected-error', strength: 'direct', when: refusesService, unless: 'health-check-failed'},
    {rule: 'database-rejected-error', strength: 'indirect', when: dataIs('afterListen', true)},
    {rule: 'database-rejected-error', strength: 'correlated', when: dataIs('survived', true)},
  ],
  refutes: [],
  needs: ['events', 'app-records'],
  atRunTime: true,
  fix: (findings) => [
    read(
      `The network is fine. ${String(findings[0]?.data?.['kind'] ?? '')}: look at the credentials in the secret, the database's name, and whether the migrations ran`,
    ),
    improve('Run migrations as a step of the pipeline, before the deployment', 'short-term'),
  ],
});

function endedIt({data}: Finding): boolean {
  return data?.['afterListen'] !== true && data?.['survived'] !== true;
}

/** Not a missing table: of those, some belong to a customer's query. */
function refusesService({data}: Finding): boolean {
  return data?.['afterListen'] === true && data['kind'] !== 'missing-relation';
}
