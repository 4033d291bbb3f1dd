import {defineCause} from '../engine/cause.js';
import {change, read, serviceFlags} from '../engine/steps.js';

export const autoDeployNotFiring = defineCause({
  id: 'auto-deploy-not-firing',
  title: 'A push was not deployed by itself',
  phases: ['source', 'serve'],
  supports: [{rule: 'push-without-deployment', strength: 'direct'}],
  refutes: [],
  needs: ['service', 'operations', 'image-running'],
  atRunTime: true,
  explainsNo: 'open or failed deployment',
  fix: (_findings, facts) => [
    change('Deploy the pushed image now', {
      command: `aws apprunner start-deployment ${serviceFlags(facts)}`,
      undo: 'none needed: a deployment that fails rolls back by itself',
    }),
    read('The access role needs ecr:DescribeImages, and the repository must lie in the same region and account'),
  ],
});
