import {defineRule} from '../engine/rule.js';

export const servicePaused = defineRule({
  id: 'service-paused',
  title: 'The service is paused',
  phase: 'serve',
  severity: 'error',
  needs: ['service'],
  check({service}) {
    if (service.status !== 'PAUSED') return [];
    return [{at: [{evidence: 'service' as const, path: 'status', excerpt: 'PAUSED'}]}];
  },
  message: () =>
    'The service is PAUSED: it serves nothing, and a resume starts the last deployed version, not a newer push',
});
