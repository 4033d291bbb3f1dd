import {defineRule} from '../engine/rule.js';

export const subnetsWithNat = defineRule({
  id: 'subnets-with-nat',
  title: "All of the connector's subnets lead to a NAT gateway",
  phase: 'serve',
  severity: 'info',
  needs: ['network'],
  check({network: {connector}}) {
    const subnets = connector?.subnets ?? [];
    if (subnets.length === 0 || subnets.some((s) => s.defaultRoute !== 'nat')) return [];
    return [
      {
        data: {subnets: subnets.map((s) => s.id)},
        at: subnets
          .slice(0, 3)
          .map((s) => ({evidence: 'network' as const, path: s.id, excerpt: '0.0.0.0/0 → NAT gateway'})),
      },
    ];
  },
  message: ({subnets}) =>
    `Each of the connector's subnets leads to a NAT gateway: ${Array.isArray(subnets) ? subnets.join(', ') : ''}`,
});
