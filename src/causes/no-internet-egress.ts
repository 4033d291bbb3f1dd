import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {Finding} from '../engine/rule.js';
import {improve, read, region} from '../engine/steps.js';

/** Once it may have been the host. */
const isRepeated = (finding: Finding) => Number(finding.data?.['count']) >= 3;

export const noInternetEgress = defineCause({
  id: 'no-internet-egress',
  title: 'The VPC has no way to the internet',
  phases: ['start', 'listen', 'health', 'serve'],
  supports: [
    // The routes say it; without them a host that does not answer may be that host's own trouble.
    {
      rule: 'public-host-timeout',
      strength: 'direct',
      with: {rule: 'subnets-without-nat', when: dataIs('all', true)},
    },
    {rule: 'public-host-timeout', strength: 'indirect', with: 'vpc-egress'},
    {rule: 'vpc-egress', strength: 'indirect', with: {rule: 'public-host-timeout', when: isRepeated}},
    {rule: 'subnets-without-nat', strength: 'indirect', when: dataIs('all', true), with: 'public-host-timeout'},
    {rule: 'subnets-without-nat', strength: 'correlated', unless: 'public-host-timeout'},
  ],
  refutes: [{rule: 'subnets-with-nat'}],
  // Then the check failed of something else, whatever else cannot be reached.
  against: [
    {rule: 'listen-port-differs'},
    {rule: 'health-path-answered', when: dataIs('class', 'missing', 'auth', 'redirect', 'host')},
  ],
  needs: ['events', 'app-records', 'network'],
  atRunTime: true,
  fix: (_findings, facts) => [
    read(
      "Read the routes of the connector's subnets",
      `aws ec2 describe-route-tables --region ${region(facts)} --filters Name=association.subnet-id,Values=${
        known(facts.network)
          ?.connector?.subnets.map((subnet) => subnet.id)
          .join(',') ?? 'SUBNETS'
      }`,
    ),
    improve(
      'Route 0.0.0.0/0 of these private subnets to a NAT gateway (an internet gateway does not help: the interfaces have no public address), or add VPC endpoints',
      'short-term',
    ),
  ],
});
