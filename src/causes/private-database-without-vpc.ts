import {dataIs, defineCause, endedIt} from '../engine/cause.js';
import type {Finding} from '../engine/rule.js';
import {egress} from '../engine/steps.js';

/** A name that does not resolve, and a port that refuses, are other troubles. */
const isTimeout = (finding: Finding) => endedIt(finding) && dataIs('kind', 'timeout')(finding);

export const privateDatabaseWithoutVpc = defineCause({
  id: 'private-database-without-vpc',
  title: 'A private database, and no path into its VPC',
  phases: ['start', 'listen', 'health', 'serve'],
  supports: [
    {
      rule: 'database-connect-error',
      strength: 'direct',
      when: isTimeout,
      with: {rule: 'private-database-default-egress', when: dataIs('certain', true)},
    },
    {
      rule: 'database-connect-error',
      strength: 'indirect',
      when: isTimeout,
      with: {rule: 'private-database-default-egress', when: dataIs('certain', false)},
    },
    {rule: 'private-database-default-egress', strength: 'indirect', when: dataIs('certain', true)},
    {
      rule: 'private-database-default-egress',
      strength: 'correlated',
      when: dataIs('certain', false),
      with: 'database-connect-error',
    },
  ],
  refutes: [{rule: 'database-rejected-error', when: endedIt}],
  needs: ['service'],
  atRunTime: true,
  fix: (_findings, facts) => [
    egress(facts, "Send outbound traffic through a VPC connector in the database's VPC", 'CONNECTOR_ARN'),
  ],
});
