import {defineRule} from '../engine/rule.js';

export const contractUndecided = defineRule({
  id: 'contract-undecided',
  title: 'A secret decides whether the start-up contract is satisfied',
  phase: 'start',
  severity: 'info',
  needs: ['prediction'],
  check({prediction: {prediction}}) {
    if (prediction.outcome !== 'unknown') return [];
    const open = prediction.checks.filter((check) => check.status === 'unknown').map((check) => check.id);
    return [
      {
        data: {checks: open},
        at: [{evidence: 'service' as const, path: 'configuration.secrets', excerpt: open.join(', ')}],
      },
    ];
  },
  message: ({checks}) =>
    `Values behind secrets decide ${Array.isArray(checks) ? checks.join(', ') : 'the checks'}; they were not read`,
});
