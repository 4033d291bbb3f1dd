import {defineCause} from '../engine/cause.js';
import {change, read, serviceFlags} from '../engine/steps.js';

export const platformFault = defineCause({
  id: 'platform-fault',
  title: 'Nothing of yours is wrong: a fault of the platform',
  phases: ['provision'],
  supports: [{rule: 'never-provisioned', strength: 'correlated'}],
  refutes: [{rule: 'application-ran'}, {rule: 'exit-code'}],
  needs: ['events'],
  onlyWhenClean: true,
  fix: (_findings, facts) => [
    change('Deploy once more, unchanged (at most three times, 90 s apart)', {
      command: `aws apprunner start-deployment ${serviceFlags(facts)}`,
      undo: 'none needed: a deployment that fails rolls back by itself',
    }),
    read('Open a support case with the operation id, the service ARN and this report'),
  ],
});
