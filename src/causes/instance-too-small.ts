import {defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import {change, serviceFlags} from '../engine/steps.js';

export const instanceTooSmall = defineCause({
  id: 'instance-too-small',
  title: 'The instance has too little CPU or memory',
  phases: ['listen', 'health', 'serve'],
  supports: [
    {rule: 'instance-starved', strength: 'indirect'},
    {rule: 'late-listen', strength: 'indirect', with: 'small-instance'},
    {rule: 'small-instance', strength: 'correlated', with: 'late-listen'},
  ],
  refutes: [],
  needs: ['metrics'],
  fix: (_findings, facts) => [
    change('Give the instance more', {
      command: `aws apprunner update-service ${serviceFlags(facts)} --instance-configuration Cpu=1024,Memory=2048`,
      undo: `aws apprunner update-service ${serviceFlags(facts)} --instance-configuration Cpu=${known(facts.service)?.cpuUnits ?? 'CPU_NOW'},Memory=${known(facts.service)?.memoryMb ?? 'MEMORY_NOW'}`,
    }),
  ],
});
