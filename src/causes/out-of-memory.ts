import {dataIs, defineCause, exitCodeIs} from '../engine/cause.js';
import {improve, resize} from '../engine/steps.js';

const isKilled = exitCodeIs(137);

export const outOfMemory = defineCause({
  id: 'out-of-memory',
  title: 'The process was killed at its memory limit',
  phases: ['start', 'serve'],
  supports: [
    {rule: 'exit-code', strength: 'direct', when: (finding) => isKilled(finding) && !dataIs('routed', true)(finding)},
    // An old instance that outstays its stop is killed too.
    {rule: 'exit-code', strength: 'indirect', when: (finding) => isKilled(finding) && dataIs('routed', true)(finding)},
    {rule: 'out-of-memory-line', strength: 'direct'},
    {rule: 'memory-high', strength: 'indirect'},
  ],
  refutes: [],
  needs: ['events'],
  atRunTime: true,
  fix: (_findings, facts) => [
    resize(facts, 'Give the instance more memory', 'memory'),
    improve('Start fewer workers, and load heavy modules lazily', 'short-term'),
    improve('Alarm on MemoryUtilization above 85 %', 'medium-term'),
  ],
});
