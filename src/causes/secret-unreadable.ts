import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {improve, read} from '../engine/steps.js';

export const secretUnreadable = defineCause({
  id: 'secret-unreadable',
  title: 'The instance role may not read a referenced secret',
  phases: ['provision', 'start'],
  supports: [
    {rule: 'secret-access-denied', strength: 'direct'},
    {rule: 'never-provisioned', strength: 'indirect', with: 'uses-secrets'},
  ],
  refutes: [{rule: 'application-ran', unless: 'secret-access-denied'}],
  needs: ['events', 'service'],
  fix: (_findings, facts) => [
    read(
      'Simulate what the instance role may do',
      `aws iam simulate-principal-policy --policy-source-arn ${known(facts.service)?.instanceRoleArn ?? 'INSTANCE_ROLE_ARN'} --action-names secretsmanager:GetSecretValue ssm:GetParameters kms:Decrypt --resource-arns ${known(facts.service)?.configuration.secrets[0]?.reference ?? 'SECRET_ARN'}`,
    ),
    improve(
      'Grant the instance role secretsmanager:GetSecretValue (ssm:GetParameters, kms:Decrypt) on exactly these secrets',
      'short-term',
    ),
  ],
  separate: (facts) =>
    read(
      'Simulate the instance role on the referenced secrets',
      `aws iam simulate-principal-policy --policy-source-arn ${known(facts.service)?.instanceRoleArn ?? 'INSTANCE_ROLE_ARN'} --action-names secretsmanager:GetSecretValue ssm:GetParameters kms:Decrypt --resource-arns ${known(facts.service)?.configuration.secrets[0]?.reference ?? 'SECRET_ARN'}`,
    ),
});
