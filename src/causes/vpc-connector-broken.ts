import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {egress, improve, read, region} from '../engine/steps.js';

export const vpcConnectorBroken = defineCause({
  id: 'vpc-connector-broken',
  title: 'The VPC connector does not work',
  phases: ['provision'],
  supports: [
    {rule: 'connector-broken', strength: 'direct'},
    {rule: 'never-provisioned', strength: 'indirect', with: 'vpc-egress'},
  ],
  refutes: [{rule: 'application-ran'}],
  needs: ['events', 'service'],
  fix: (_findings, facts) => [
    egress(facts, 'Deploy the same image with DEFAULT egress: if it runs, the connector is the cause', undefined),
    improve(
      'Create the connector anew with the same subnets (an ACTIVE one can be dead) and point the service to it',
      'short-term',
    ),
  ],
  separate: (facts) =>
    read(
      'Look at the connector, its subnets and their routes',
      `aws apprunner describe-vpc-connector --region ${region(facts)} --vpc-connector-arn ${known(facts.service)?.egress?.vpcConnectorArn ?? 'CONNECTOR_ARN'}`,
    ),
});
