import {defineCause} from '../engine/cause.js';
import {resize} from '../engine/steps.js';

export const instanceTooSmall = defineCause({
  id: 'instance-too-small',
  title: 'The instance has too little CPU or memory',
  phases: ['listen', 'health', 'serve'],
  supports: [
    {rule: 'instance-starved', strength: 'indirect'},
    // Pauses alone may be calls that wait; with a CPU at its limit they are work.
    {rule: 'start-crawls', strength: 'indirect', with: 'instance-starved'},
    {rule: 'late-listen', strength: 'indirect', with: 'small-instance'},
    {rule: 'small-instance', strength: 'correlated', with: 'late-listen'},
  ],
  refutes: [],
  needs: ['metrics'],
  fix: (_findings, facts) => [resize(facts, 'Give the instance more CPU and memory', 'CPU and memory')],
});
