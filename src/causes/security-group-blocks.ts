import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {improve, read, region} from '../engine/steps.js';

export const securityGroupBlocks = defineCause({
  id: 'security-group-blocks',
  title: 'A security group keeps the service from one host',
  phases: ['start', 'listen', 'health', 'serve'],
  supports: [
    {rule: 'only-one-host-fails', strength: 'direct', when: dataIs('othersAnswer', true)},
    {rule: 'only-one-host-fails', strength: 'correlated', when: dataIs('othersAnswer', false)},
    {rule: 'vpc-egress', strength: 'correlated', with: 'only-one-host-fails'},
  ],
  refutes: [],
  needs: ['events', 'app-records', 'service'],
  atRunTime: true,
  fix: (_findings, facts) => [
    read(
      'Read the security groups of the connector',
      `aws apprunner describe-vpc-connector --region ${region(facts)} --vpc-connector-arn ${known(facts.service)?.egress?.vpcConnectorArn ?? 'CONNECTOR_ARN'} --query VpcConnector.SecurityGroups`,
    ),
    improve("Allow the connector's security group inbound on the port of the database", 'short-term'),
  ],
});
