import {dataIs, defineCause} from '../engine/cause.js';
import {improve, read, serviceFlags} from '../engine/steps.js';

export const operationRace = defineCause({
  id: 'operation-race',
  title: 'Two operations met, and one was rejected',
  phases: ['source', 'serve'],
  supports: [
    {rule: 'operations-overlap', strength: 'direct', when: dataIs('running', true)},
    // Whoever was rejected was told so, and may have meant the very thing that was running.
    {rule: 'operations-overlap', strength: 'correlated', when: dataIs('running', false)},
  ],
  refutes: [],
  needs: ['operations'],
  atRunTime: true,
  explainsNo: 'failed deployment',
  fix: (_findings, facts) => [
    read(
      'Wait until the running operation ends, then repeat the rejected one',
      `aws apprunner list-operations ${serviceFlags(facts)} --max-results 5`,
    ),
    improve('Turn automatic deployments off where the pipeline deploys by itself', 'short-term'),
  ],
});
