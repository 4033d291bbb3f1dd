import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {change, read, roleName, serviceFlags} from '../engine/steps.js';

export const instanceRoleNotReady = defineCause({
  id: 'instance-role-not-ready',
  title: 'The instance role cannot be assumed (yet)',
  phases: ['provision'],
  supports: [
    {rule: 'instance-role-wrong', strength: 'direct'},
    {rule: 'instance-role-new', strength: 'indirect'},
    {rule: 'never-provisioned', strength: 'indirect', with: 'instance-role-new'},
    {rule: 'never-provisioned', strength: 'correlated', with: 'uses-secrets'},
  ],
  refutes: [{rule: 'application-ran'}],
  needs: ['events', 'service'],
  fix: (_findings, facts) => [
    read(
      'Read the trust policy: it must name tasks.apprunner.amazonaws.com',
      `aws iam get-role --role-name ${roleName(known(facts.service)?.instanceRoleArn)} --query Role.AssumeRolePolicyDocument`,
    ),
    change('Deploy once more, unchanged: a role that was too new works now', {
      command: `aws apprunner start-deployment ${serviceFlags(facts)}`,
      undo: 'none needed: a deployment that fails rolls back by itself',
    }),
  ],
  separate: (facts) =>
    read(
      'Read the trust policy of the instance role and when it was created',
      `aws iam get-role --role-name ${roleName(known(facts.service)?.instanceRoleArn)}`,
    ),
});
