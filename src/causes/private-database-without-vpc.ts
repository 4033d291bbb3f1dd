import {dataIs, defineCause} from '../engine/cause.js';
import {change, serviceFlags} from '../engine/steps.js';

export const privateDatabaseWithoutVpc = defineCause({
  id: 'private-database-without-vpc',
  title: 'A private database, and no path into its VPC',
  phases: ['start', 'listen', 'health', 'serve'],
  supports: [
    {
      rule: 'database-connect-error',
      strength: 'direct',
      when: dataIs('kind', 'timeout', 'dns'),
      with: 'private-database-default-egress',
    },
    {rule: 'private-database-default-egress', strength: 'indirect', when: dataIs('certain', true)},
    {rule: 'private-database-default-egress', strength: 'correlated', when: dataIs('certain', false)},
  ],
  refutes: [{rule: 'database-rejected-error'}],
  needs: ['service'],
  atRunTime: true,
  fix: (_findings, facts) => [
    change("Send outbound traffic through a VPC connector in the database's VPC", {
      command: `aws apprunner update-service ${serviceFlags(facts)} --network-configuration EgressConfiguration={EgressType=VPC,VpcConnectorArn=CONNECTOR_ARN}`,
      undo: `aws apprunner update-service ${serviceFlags(facts)} --network-configuration EgressConfiguration={EgressType=DEFAULT}`,
    }),
  ],
});
