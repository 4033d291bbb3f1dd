import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {FactSet} from '../engine/rule.js';
import {shellWord} from '../engine/shell-word.js';
import {improve, read} from '../engine/steps.js';
import {resourceArn} from '../evidence/secret-reference.js';

/** The one action that reads such a secret: any other is denied on it, whatever the role may do. */
function simulation(facts: FactSet): string {
  const service = known(facts.service);
  const [secret] = service?.configuration.secrets ?? [];
  const action = secret?.kind === 'ssm' ? 'ssm:GetParameters' : 'secretsmanager:GetSecretValue';
  const arn = service === undefined || secret === undefined ? 'SECRET_ARN' : shellWord(resourceArn(secret, service));
  return `aws iam simulate-principal-policy --policy-source-arn ${service?.instanceRoleArn ?? 'INSTANCE_ROLE_ARN'} --action-names ${action} --resource-arns ${arn}`;
}

export const secretUnreadable = defineCause({
  id: 'secret-unreadable',
  title: 'The instance role may not read a referenced secret',
  phases: ['provision', 'start'],
  supports: [
    {rule: 'secret-access-denied', strength: 'direct'},
    {rule: 'secret-access-simulated', strength: 'direct'},
    {rule: 'never-provisioned', strength: 'indirect', with: 'uses-secrets'},
  ],
  refutes: [{rule: 'application-ran', unless: 'secret-access-denied'}],
  needs: ['events', 'service'],
  fix: (_findings, facts) => [
    read('Simulate what the instance role may do', simulation(facts)),
    improve(
      'Grant the instance role secretsmanager:GetSecretValue (ssm:GetParameters, kms:Decrypt) on exactly these secrets',
      'short-term',
    ),
  ],
  separate: (facts) => read('Simulate the instance role on the referenced secrets', simulation(facts)),
});
