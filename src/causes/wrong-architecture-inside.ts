import {defineCause} from '../engine/cause.js';
import {improve, rebuild} from '../engine/steps.js';

export const wrongArchitectureInside = defineCause({
  id: 'wrong-architecture-inside',
  title: 'The amd64 image carries a binary of another processor',
  phases: ['start'],
  supports: [
    {rule: 'foreign-binary-error', strength: 'direct', with: 'image-is-amd64'},
    {rule: 'foreign-binary-error', strength: 'correlated', unless: 'image-is-amd64'},
  ],
  refutes: [{rule: 'image-not-amd64'}],
  needs: ['events', 'app-records', 'image-attempted'],
  fix: (_findings, facts) => [
    improve(
      'Build the native dependency on amd64 (no copied node_modules or wheels of another machine, no cache of another platform)',
      'short-term',
      rebuild(facts),
    ),
  ],
});
