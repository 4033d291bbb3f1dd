import {defineRule} from '../engine/rule.js';

export const subnetsWithoutNat = defineRule({
  id: 'subnets-without-nat',
  title: "The connector's subnets have no way to the internet",
  phase: 'serve',
  severity: 'warning',
  needs: ['network'],
  check({network: {connector}}) {
    const routes = connector?.subnets.filter((s) => s.defaultRoute !== undefined) ?? [];
    const dead = routes.filter((s) => s.defaultRoute === 'internet-gateway' || s.defaultRoute === 'none');
    if (routes.length === 0 || dead.length === 0) return [];
    return [
      {
        data: {subnets: dead.map((s) => s.id), all: dead.length === routes.length},
        at: dead
          .slice(0, 3)
          .map((s) => ({evidence: 'network' as const, path: s.id, excerpt: `0.0.0.0/0 → ${s.defaultRoute}`})),
      },
    ];
  },
  message: ({subnets, all}) =>
    `${all ? 'None' : 'Not all'} of the connector's subnets lead${all ? 's' : ''} to a NAT gateway: ${Array.isArray(subnets) ? subnets.join(', ') : ''}`,
});
