import {defineRule} from '../engine/rule.js';

/** The running version lives with an environment that the contract refuses: so it does not enforce the contract. */
export const goodVersionRunsViolated = defineRule({
  id: 'good-version-runs-violated',
  title: 'The good version runs with an environment that the contract refuses',
  phase: 'start',
  severity: 'info',
  needs: ['prediction', 'service', 'examination'],
  mayLack: ['image-running', 'image-attempted'],
  judgesConfiguration: true,
  check({
    prediction: {prediction, configuration},
    service,
    examination,
    'image-running': running,
    'image-attempted': attempted,
  }) {
    if (prediction.outcome !== 'exits' || configuration === 'attempted' || service.status !== 'RUNNING') return [];
    if (examination.state !== 'rolled-back' && examination.state !== 'failed') return [];
    const a = running.status === 'collected' ? (running.value.digest ?? running.value.reference) : undefined;
    const b = attempted.status === 'collected' ? (attempted.value.digest ?? attempted.value.reference) : undefined;
    if (a === undefined || b === undefined || a === b) return [];
    return [
      {
        data: {first: prediction.first},
        at: [{evidence: 'service' as const, path: 'status', excerpt: 'RUNNING with this configuration'}],
      },
    ];
  },
  message: ({first}) =>
    `The good version runs with an environment that the contract refuses (${first}), so it does not enforce it; the failed image is another one`,
});
