import {dataIs, defineCause} from '../engine/cause.js';
import {read, serviceFlags} from '../engine/steps.js';

export const stuckOperation = defineCause({
  id: 'stuck-operation',
  title: 'The operation does not end',
  phases: ['source', 'provision', 'start', 'listen', 'health', 'serve'],
  supports: [
    {rule: 'operation-stuck', strength: 'direct', when: dataIs('explained', false)},
    {rule: 'operation-stuck', strength: 'correlated', when: dataIs('explained', true)},
  ],
  refutes: [],
  needs: ['examination'],
  atRunTime: true,
  fix: (_findings, facts) => [
    read(
      'Look again; there is no way to cancel',
      `aws apprunner list-operations ${serviceFlags(facts)} --max-results 5`,
    ),
    read('Open a support case with the operation id and the service ARN'),
  ],
});
