import {dataIs, defineCause} from '../engine/cause.js';
import {change, healthCheckNow, improve, serviceFlags, thenDeploy} from '../engine/steps.js';

export const healthRequiresAuth = defineCause({
  id: 'health-requires-auth',
  title: 'The health path asks for credentials',
  phases: ['health'],
  supports: [{rule: 'health-path-answered', strength: 'direct', when: dataIs('class', 'auth')}],
  refutes: [{rule: 'health-path-answered', when: dataIs('class', 'ok')}],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    improve('Exempt the health path from authentication (the health check cannot send credentials)', 'short-term'),
    change(`Until then: check the TCP port only${thenDeploy(facts)}`, {
      command: `aws apprunner update-service ${serviceFlags(facts)} --health-check-configuration Protocol=TCP,Interval=10,Timeout=5,HealthyThreshold=1,UnhealthyThreshold=5`,
      undo: healthCheckNow(facts),
    }),
  ],
});
