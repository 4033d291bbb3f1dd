import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {attemptedImage, improve, read, region} from '../engine/steps.js';

export const imageTagMissing = defineCause({
  id: 'image-tag-missing',
  title: 'The image does not exist in the repository',
  phases: ['pull'],
  supports: [
    {rule: 'pull-failed', strength: 'direct', when: dataIs('reason', 'image-missing')},
    {rule: 'image-missing', strength: 'direct', when: dataIs('pullSeen', 'no')},
    {rule: 'image-missing', strength: 'indirect', when: dataIs('pullSeen', 'unknown')},
    {rule: 'pull-failed', strength: 'indirect', when: dataIs('reason', 'copy')},
  ],
  // That it is there now says nothing of the pull, where App Runner's lines about it were not read.
  refutes: [{rule: 'image-is-amd64', when: dataIs('eventsRead', true), unless: 'pull-failed'}],
  needs: ['events', 'image-attempted'],
  fix: (_findings, facts) => [
    read(
      'See which tags there are, newest first',
      `aws ecr describe-images --region ${region(facts)} --repository-name ${known(facts['image-attempted'])?.repository ?? known(facts['image-running'])?.repository ?? 'REPOSITORY'} --query 'reverse(sort_by(imageDetails,&imagePushedAt))[:10].[imageTags,imagePushedAt]'`,
    ),
    improve(
      'Push the image, then deploy; or deploy a tag that exists',
      'short-term',
      `docker push ${attemptedImage(facts) ?? 'IMAGE'}`,
    ),
    improve('Keep the lifecycle policy away from tags that are deployed', 'medium-term'),
  ],
});
