import {dataIs, defineCause} from '../engine/cause.js';
import {change, healthCheckNow, improve, serviceFlags, thenDeploy} from '../engine/steps.js';

export const wrongHealthPath = defineCause({
  id: 'wrong-health-path',
  title: 'The health path does not exist in the application',
  phases: ['health'],
  supports: [{rule: 'health-path-answered', strength: 'direct', when: dataIs('class', 'missing')}],
  refutes: [{rule: 'health-path-answered', when: dataIs('class', 'ok')}],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    change(`Name a path that the application answers with 200${thenDeploy(facts)}`, {
      command: `aws apprunner update-service ${serviceFlags(facts)} --health-check-configuration Protocol=HTTP,Path=/PATH,Interval=10,Timeout=5,HealthyThreshold=1,UnhealthyThreshold=5`,
      undo: healthCheckNow(facts),
    }),
    improve('Or add the route to the application, without authentication and without dependencies', 'short-term'),
  ],
});
