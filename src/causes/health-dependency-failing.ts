import {dataIs, defineCause} from '../engine/cause.js';
import {improve, readLogs} from '../engine/steps.js';

export const healthDependencyFailing = defineCause({
  id: 'health-dependency-failing',
  title: 'The health path fails because something behind it does',
  phases: ['health'],
  supports: [{rule: 'health-path-answered', strength: 'direct', when: dataIs('class', 'failing')}],
  refutes: [{rule: 'health-path-answered', when: dataIs('class', 'ok')}],
  needs: ['events', 'app-records'],
  fix: (_findings, facts) => [
    readLogs(facts),
    improve(
      'Let the health path say that the process lives, without asking its dependencies; keep those for readiness',
      'short-term',
    ),
  ],
});
