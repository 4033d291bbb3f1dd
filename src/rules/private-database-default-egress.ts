import {defineRule} from '../engine/rule.js';

export const privateDatabaseDefaultEgress = defineRule({
  id: 'private-database-default-egress',
  title: 'A private address is configured while egress is DEFAULT',
  phase: 'start',
  severity: 'warning',
  needs: ['service'],
  judgesConfiguration: true,
  check({service}) {
    // Without an egress configuration App Runner uses DEFAULT, but absent is not the same as read: only a stated one counts.
    if (service.egress?.type !== 'DEFAULT') return [];
    // A name like db.internal says nothing of where it resolves to: it is left alone.
    const isPrivate = service.configuration.variables.filter(
      (v) => v.traits.host === 'private-address' || v.traits.host === 'elasticache' || v.traits.host === 'rds',
    );
    const certain = isPrivate.some((v) => v.traits.host === 'private-address' || v.traits.host === 'elasticache');
    if (isPrivate.length === 0) return [];
    return [
      {
        data: {variables: isPrivate.map((v) => v.name), certain},
        at: isPrivate.slice(0, 3).map((v) => ({
          evidence: 'service' as const,
          path: `configuration.variables.${v.name}`,
          excerpt: `host: ${v.traits.host}`,
        })),
      },
    ];
  },
  message: ({variables, certain}) =>
    `${Array.isArray(variables) ? variables.join(', ') : ''} name${Array.isArray(variables) && variables.length > 1 ? '' : 's'} ${certain ? 'a private address' : 'an address that may be private'}, and egress is DEFAULT: there is no path into the VPC`,
});
