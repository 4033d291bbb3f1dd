import {defineRule} from '../engine/rule.js';

export const vpcEgress = defineRule({
  id: 'vpc-egress',
  title: "The service's outbound traffic goes through a VPC connector",
  phase: 'provision',
  severity: 'info',
  needs: ['service'],
  check({service}) {
    if (service.egress?.type !== 'VPC') return [];
    return [{at: [{evidence: 'service' as const, path: 'egress', excerpt: service.egress.vpcConnectorArn ?? 'VPC'}]}];
  },
  message: () => 'Outbound traffic goes through a VPC connector (which can be ACTIVE and yet dead)',
});
