import {defineRule} from '../engine/rule.js';

export const contractSatisfied = defineRule({
  id: 'contract-satisfied',
  title: 'The environment satisfies the start-up contract',
  phase: 'start',
  severity: 'info',
  needs: ['prediction'],
  check({prediction: {prediction, configuration, disabled, imageUnread}}) {
    if (prediction.outcome !== 'starts' || disabled === 'skipped') return [];
    // What the image sets may be what a check refuses, or what has it run at all.
    if (imageUnread) return [];
    return [
      {
        data: {configuration},
        at: [{evidence: 'service', path: 'configuration', excerpt: `${prediction.checks.length} checks pass`}],
      },
    ];
  },
  message: ({configuration}) =>
    `The ${configuration === 'rolled-back-to' ? 'configuration rolled back to' : 'configuration'} passes every check of the start-up contract`,
});
