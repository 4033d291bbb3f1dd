import {dataIs, defineCause} from '../engine/cause.js';
import {change, healthCheckNow, serviceFlags} from '../engine/steps.js';

export const healthCheckReset = defineCause({
  id: 'health-check-reset',
  title: 'The health check is not what it was',
  phases: ['health'],
  supports: [{rule: 'health-check-changed', strength: 'direct'}],
  refutes: [{rule: 'exit-code'}, {rule: 'health-path-answered', when: dataIs('class', 'ok')}],
  needs: ['baseline'],
  fix: (findings, facts) => [
    change(`Restore the health check of the baseline (${String(findings[0]?.data?.['before'] ?? '')})`, {
      command: `aws apprunner update-service ${serviceFlags(facts)} --health-check-configuration Protocol=HTTP,Path=/PATH,Interval=10,Timeout=5,HealthyThreshold=1,UnhealthyThreshold=5`,
      undo: healthCheckNow(facts),
    }),
  ],
});
