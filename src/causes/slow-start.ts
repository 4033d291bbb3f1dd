import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {change, healthCheckNow, improve, serviceFlags, thenDeploy} from '../engine/steps.js';

export const slowStart = defineCause({
  id: 'slow-start',
  title: 'The application needs longer to start than the check allows',
  phases: ['listen', 'health'],
  supports: [
    {rule: 'late-listen', strength: 'direct', when: dataIs('certain', true)},
    {rule: 'late-listen', strength: 'indirect', when: dataIs('certain', false)},
    {rule: 'small-instance', strength: 'correlated', with: 'late-listen'},
  ],
  refutes: [{rule: 'listen-port-differs'}, {rule: 'exit-code'}],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    change(`Give the check more patience (at most 20 s and 20 failures)${thenDeploy(facts)}`, {
      command: `aws apprunner update-service ${serviceFlags(facts)} --health-check-configuration Protocol=${known(facts.service)?.healthCheck?.protocol ?? 'TCP'},Path=${known(facts.service)?.healthCheck?.path ?? '/'},Interval=20,Timeout=10,HealthyThreshold=1,UnhealthyThreshold=20`,
      undo: healthCheckNow(facts),
    }),
    improve('Listen first, load later: heavy initialisation after the server answers, or lazily', 'short-term'),
    improve('More CPU for the start', 'medium-term'),
  ],
});
