import {NOT_ITS_OWN, ranWith} from '../engine/ran-with.js';
import {defineRule} from '../engine/rule.js';

export const contractSatisfied = defineRule({
  id: 'contract-satisfied',
  title: 'The environment satisfies the start-up contract',
  phase: 'start',
  severity: 'info',
  needs: ['prediction'],
  mayLack: ['change-history', 'examination'],
  judgesConfiguration: true,
  check({prediction: applied, 'change-history': history, examination}) {
    const {prediction, configuration, disabled, imageUnread} = applied;
    if (prediction.outcome !== 'starts' || disabled === 'skipped') return [];
    // What the image sets may be what a check refuses, or what has it run at all.
    if (imageUnread) return [];
    return [
      {
        data: {configuration, ranWith: ranWith(applied, {examination, 'change-history': history})},
        at: [{evidence: 'service', path: 'configuration', excerpt: `${prediction.checks.length} checks pass`}],
      },
    ];
  },
  message: ({configuration, ranWith: ran}) =>
    `The ${configuration === 'rolled-back-to' ? 'configuration rolled back to' : 'configuration'} passes every check of the start-up contract${NOT_ITS_OWN[String(ran)] ?? ''}`,
});
