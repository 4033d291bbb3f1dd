import {defineCause} from '../engine/cause.js';
import {change, serviceFlags} from '../engine/steps.js';

export const servicePaused = defineCause({
  id: 'service-paused',
  title: 'The service is paused',
  phases: ['serve'],
  supports: [{rule: 'service-paused', strength: 'direct'}],
  refutes: [],
  needs: ['service'],
  atRunTime: true,
  fix: (_findings, facts) => [
    change('Resume the service (it starts the last deployed version, not a newer push)', {
      command: `aws apprunner resume-service ${serviceFlags(facts)}`,
      undo: `aws apprunner pause-service ${serviceFlags(facts)}`,
    }),
  ],
});
