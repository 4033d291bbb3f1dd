import {dataIs, defineCause} from '../engine/cause.js';
import {egress} from '../engine/steps.js';

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
    {
      rule: 'private-database-default-egress',
      strength: 'correlated',
      when: dataIs('certain', false),
      with: 'database-connect-error',
    },
  ],
  refutes: [{rule: 'database-rejected-error'}],
  needs: ['service'],
  atRunTime: true,
  fix: (_findings, facts) => [
    egress(facts, "Send outbound traffic through a VPC connector in the database's VPC", 'CONNECTOR_ARN'),
  ],
});
