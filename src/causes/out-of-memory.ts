import {defineCause, exitCodeIs} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {change, improve, serviceFlags} from '../engine/steps.js';

export const outOfMemory = defineCause({
  id: 'out-of-memory',
  title: 'The process was killed at its memory limit',
  phases: ['start', 'serve'],
  supports: [
    {rule: 'exit-code', strength: 'direct', when: exitCodeIs(137)},
    {rule: 'out-of-memory-line', strength: 'direct'},
    {rule: 'memory-high', strength: 'indirect'},
  ],
  refutes: [],
  needs: ['events'],
  atRunTime: true,
  fix: (_findings, facts) => [
    change('Give the instance more memory (the other instance settings are kept)', {
      command: `aws apprunner update-service ${serviceFlags(facts)} --instance-configuration Cpu=1024,Memory=4096`,
      undo: `aws apprunner update-service ${serviceFlags(facts)} --instance-configuration Cpu=${known(facts.service)?.cpuUnits ?? 'CPU_NOW'},Memory=${known(facts.service)?.memoryMb ?? 'MEMORY_NOW'}`,
    }),
    improve('Start fewer workers, and load heavy modules lazily', 'short-term'),
    improve('Alarm on MemoryUtilization above 85 %', 'medium-term'),
  ],
});
