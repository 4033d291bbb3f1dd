import {defineCause, exitCodeIs} from '../engine/cause.js';
import {improve, read, rebuild, region, serviceName} from '../engine/steps.js';

export const wrongArchitecture = defineCause({
  id: 'wrong-architecture',
  title: 'The image is not built for linux/amd64',
  phases: ['pull', 'start'],
  supports: [
    {rule: 'image-not-amd64', strength: 'direct'},
    {rule: 'foreign-binary-error', strength: 'direct', unless: 'image-is-amd64'},
    {rule: 'exit-code', strength: 'indirect', when: exitCodeIs(1), unless: 'application-ran'},
    {rule: 'health-check-failed', strength: 'indirect', unless: 'application-ran'},
  ],
  refutes: [{rule: 'image-is-amd64'}, {rule: 'application-ran', unless: 'image-not-amd64'}],
  needs: ['image-attempted'],
  provenByImage: true,
  fix: (_findings, facts) => [
    improve('Build for linux/amd64 and push under a new tag', 'short-term', rebuild(facts)),
    improve('Check the architecture before each deployment: `nerava-diag preflight IMAGE`', 'medium-term'),
  ],
  separate: (facts) =>
    read(
      'Read the architecture of the attempted image from ECR (no download)',
      `nerava-diag compare-images running attempted -s ${serviceName(facts)} --region ${region(facts)}`,
    ),
});
