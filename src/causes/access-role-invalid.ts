import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {change, read, roleName} from '../engine/steps.js';

export const accessRoleInvalid = defineCause({
  id: 'access-role-invalid',
  title: 'The access role cannot fetch the image',
  phases: ['pull'],
  supports: [
    {rule: 'pull-failed', strength: 'direct', when: dataIs('reason', 'access-role'), unless: 'image-elsewhere'},
    {rule: 'pull-failed', strength: 'indirect', when: dataIs('reason', 'access-role'), with: 'image-elsewhere'},
    {rule: 'pull-failed', strength: 'indirect', when: dataIs('reason', 'other', 'copy')},
    {rule: 'access-role-wrong', strength: 'direct'},
    {rule: 'decoy-pull-failure', strength: 'correlated', when: dataIs('reason', 'access-role')},
  ],
  refutes: [{rule: 'decoy-pull-failure'}],
  needs: ['events'],
  fix: (_findings, facts) => [
    read(
      'Read the trust policy: it must name build.apprunner.amazonaws.com',
      `aws iam get-role --role-name ${roleName(known(facts.service)?.accessRoleArn)} --query Role.AssumeRolePolicyDocument`,
    ),
    change('Attach the managed policy for ECR access', {
      command: `aws iam attach-role-policy --role-name ${roleName(known(facts.service)?.accessRoleArn)} --policy-arn arn:aws:iam::aws:policy/service-role/AWSAppRunnerServicePolicyForECRAccess`,
      undo: `aws iam detach-role-policy --role-name ${roleName(known(facts.service)?.accessRoleArn)} --policy-arn arn:aws:iam::aws:policy/service-role/AWSAppRunnerServicePolicyForECRAccess`,
    }),
  ],
  separate: (facts) =>
    read(
      'Read the access role and its trust policy',
      `aws iam get-role --role-name ${roleName(known(facts.service)?.accessRoleArn)}`,
    ),
});
