import {defineRule} from '../engine/rule.js';

export const privateIngress = defineRule({
  id: 'private-ingress',
  title: 'The service is not publicly accessible',
  phase: 'serve',
  severity: 'info',
  needs: ['service'],
  check({service}) {
    if (service.publiclyAccessible !== false) return [];
    return [{at: [{evidence: 'service' as const, path: 'publiclyAccessible', excerpt: 'IsPubliclyAccessible: false'}]}];
  },
  message: () => 'The service is private: it is reachable through a VPC ingress connection only',
});
