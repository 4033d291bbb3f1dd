import {dataIs, defineCause} from '../engine/cause.js';
import {read, region, serviceName, updateSource} from '../engine/steps.js';

export const staleStartCommand = defineCause({
  id: 'stale-start-command',
  title: "A StartCommand left over from before overrides the image's command",
  phases: ['start', 'listen', 'health'],
  supports: [
    {rule: 'other-program-runs', strength: 'direct', when: dataIs('seen', true)},
    {rule: 'other-program-runs', strength: 'correlated', when: dataIs('seen', false)},
  ],
  refutes: [{rule: 'listens-as-checked'}, {rule: 'health-path-answered', when: dataIs('class', 'ok')}],
  needs: ['service', 'image-attempted'],
  fix: (_findings, facts) => [
    updateSource(
      "Remove the StartCommand, so that the image's own command runs",
      'del(.ImageRepository.ImageConfiguration.StartCommand)',
      facts,
    ),
    read(
      'An omitted StartCommand is kept by an update: look whether it is gone',
      `nerava-diag diagnose ${serviceName(facts)} --region ${region(facts)} --watch`,
    ),
  ],
});
