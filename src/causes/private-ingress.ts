import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {read, region} from '../engine/steps.js';

export const privateIngress = defineCause({
  id: 'private-ingress',
  title: 'The service is not reachable from the internet',
  phases: ['serve'],
  supports: [{rule: 'private-ingress', strength: 'correlated'}],
  refutes: [],
  needs: ['service'],
  atRunTime: true,
  fix: (_findings, facts) => [
    read(
      'List the ingress connections of the service',
      `aws apprunner list-vpc-ingress-connections --region ${region(facts)} --filter ServiceArn=${known(facts.service)?.arn ?? 'SERVICE_ARN'}`,
    ),
  ],
});
