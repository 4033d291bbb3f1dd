import {defineRule} from '../engine/rule.js';

export const domainNotValidated = defineRule({
  id: 'domain-not-validated',
  title: 'A custom domain is not validated',
  phase: 'serve',
  severity: 'warning',
  needs: ['domains'],
  check({domains}) {
    return domains
      .filter((d) => d.status !== undefined && /PENDING|FAILED|CREATING/.test(d.status))
      .map((d) => ({
        severity: d.status?.includes('FAILED') ? ('error' as const) : ('warning' as const),
        data: {domain: d.name, status: d.status ?? null, records: d.pendingRecords},
        at: [{evidence: 'domains' as const, path: d.name, excerpt: d.status ?? ''}],
      }));
  },
  message: ({domain, status}) => `The custom domain ${domain} is ${status}`,
});
