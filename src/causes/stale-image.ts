import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {improve, read, region, updateSource} from '../engine/steps.js';

export const staleImage = defineCause({
  id: 'stale-image',
  title: 'The deployment succeeded with an old image',
  phases: ['source', 'serve'],
  supports: [
    {rule: 'pushed-before-previous', strength: 'direct', when: dataIs('type', 'START_DEPLOYMENT')},
    {
      rule: 'pushed-before-previous',
      strength: 'correlated',
      when: (finding) => finding.data?.['type'] !== 'START_DEPLOYMENT',
    },
    {rule: 'newer-image-in-sibling', strength: 'direct'},
  ],
  refutes: [],
  needs: ['examination', 'image-running'],
  atRunTime: true,
  explainsNo: 'open or failed deployment',
  fix: (findings, facts) => [
    read(
      'See which tags were pushed when',
      `aws ecr describe-images --region ${region(facts)} --repository-name ${String(findings.find((finding) => finding.data?.['repository'])?.data?.['repository'] ?? known(facts['image-running'])?.repository ?? 'REPOSITORY')} --query 'reverse(sort_by(imageDetails,&imagePushedAt))[:10].[imageTags,imagePushedAt,imageDigest]'`,
    ),
    updateSource(
      'Deploy the image you mean by a new tag or by digest: an update with the same tag does not pull again',
      '.ImageRepository.ImageIdentifier = "REPOSITORY@sha256:DIGEST"',
      facts,
    ),
    improve('Use one tag per build (immutable) and deploy by digest', 'medium-term'),
  ],
});
