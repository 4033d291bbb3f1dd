import {dataIs, defineCause, endedIt} from '../engine/cause.js';
import {improve, read, serviceFlags} from '../engine/steps.js';

export const databaseUnreachable = defineCause({
  id: 'database-unreachable',
  title: 'The application waits for a database or cache that does not answer',
  phases: ['start', 'serve'],
  supports: [
    {rule: 'database-connect-error', strength: 'direct', when: (f) => endedIt(f) && dataIs('afterListen', false)(f)},
    {rule: 'database-connect-error', strength: 'indirect', when: (f) => endedIt(f) && dataIs('afterListen', true)(f)},
    {rule: 'database-connect-error', strength: 'correlated', when: dataIs('survived', true)},
  ],
  refutes: [{rule: 'database-rejected-error', when: endedIt}],
  needs: ['events', 'app-records'],
  atRunTime: true,
  fix: (findings, facts) => [
    read(
      'See how the service leaves AppRunner and where the address lies',
      `aws apprunner describe-service ${serviceFlags(facts)} --query 'Service.NetworkConfiguration'`,
    ),
    findings.some((finding) => finding.data?.['kind'] === 'refused')
      ? read(
          'Refused: the host answers, nothing listens on that port. Look at the port in the URL and whether the database runs',
        )
      : read(
          'Timed out or unresolved: look at the VPC connector, the security group of the database (inbound from that of the connector) and the host name',
        ),
    improve(
      'Connect lazily, with a short time-out and retries, so that the server listens before the database answers',
      'medium-term',
    ),
  ],
});
