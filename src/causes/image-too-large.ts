import {dataIs, defineCause} from '../engine/cause.js';
import {improve, read, region, serviceName} from '../engine/steps.js';

export const imageTooLarge = defineCause({
  id: 'image-too-large',
  title: 'The image does not fit the storage of an instance',
  phases: ['pull', 'provision'],
  supports: [
    {rule: 'image-large', strength: 'direct', when: dataIs('certain', true)},
    {rule: 'image-large', strength: 'indirect', when: dataIs('certain', false)},
    {rule: 'pull-failed', strength: 'indirect', when: dataIs('reason', 'copy'), with: 'image-large'},
  ],
  refutes: [],
  needs: ['image-attempted'],
  fix: (_findings, facts) => [
    read(
      'See what fills the image',
      `nerava-diag compare-images running attempted -s ${serviceName(facts)} --region ${region(facts)} --files --top 20`,
    ),
    improve('Slim the image: .dockerignore, a multi-stage build, no package caches', 'short-term'),
  ],
});
