import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {improve, read} from '../engine/steps.js';

export const registryElsewhere = defineCause({
  id: 'registry-elsewhere',
  title: 'The image lies in another region or account',
  phases: ['pull'],
  supports: [
    {rule: 'image-elsewhere', strength: 'direct', when: dataIs('pullFailed', true)},
    {rule: 'image-elsewhere', strength: 'correlated', when: dataIs('pullFailed', false)},
  ],
  refutes: [],
  needs: ['image-attempted'],
  fix: (_findings, facts) => [
    read(
      'Read the policy of the repository',
      `aws ecr get-repository-policy --repository-name ${known(facts['image-attempted'])?.repository ?? 'REPOSITORY'} --region ${known(facts['image-attempted'])?.region ?? 'REGION'}`,
    ),
    improve(
      "Keep the image in the service's region and account (ECR replication), or allow the access role in the repository policy",
      'short-term',
    ),
  ],
});
