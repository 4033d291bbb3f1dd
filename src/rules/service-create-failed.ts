import {known} from '../engine/phases.js';
import {defineRule} from '../engine/rule.js';

export const serviceCreateFailed = defineRule({
  id: 'service-create-failed',
  title: 'The service was never created',
  phase: 'source',
  severity: 'error',
  needs: ['service'],
  mayLack: ['events'],
  check({service, events}) {
    if (service.status !== 'CREATE_FAILED') return [];
    const explained = (known(events) ?? []).some((e) =>
      ['exit', 'health-check-failed', 'pull-failed', 'build-failed', 'deploy-failed'].includes(e.kind),
    );
    return [{data: {explained}, at: [{evidence: 'service' as const, path: 'status', excerpt: 'CREATE_FAILED'}]}];
  },
  message: () =>
    'The service is CREATE_FAILED: it takes no deployment; only an update of the service, or a new one, leads out',
});
