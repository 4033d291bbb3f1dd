import {dataIs, defineCause} from '../engine/cause.js';
import {change, serviceFlags, updateSource} from '../engine/steps.js';

export const createFailedLocked = defineCause({
  id: 'create-failed-locked',
  title: 'The service was never created and takes no deployment',
  phases: ['source', 'serve'],
  supports: [
    {rule: 'service-create-failed', strength: 'direct', when: dataIs('explained', false)},
    {rule: 'service-create-failed', strength: 'correlated', when: dataIs('explained', true)},
  ],
  refutes: [],
  needs: ['service'],
  atRunTime: true,
  fix: (_findings, facts) => [
    updateSource('Rebuild the service by an update, once the cause of the failed creation is mended', '.', facts),
    change('Or delete it and create it anew', {
      command: `aws apprunner delete-service ${serviceFlags(facts)}`,
      undo: 'none: a deleted service is created anew, with another id and other log groups',
    }),
  ],
});
