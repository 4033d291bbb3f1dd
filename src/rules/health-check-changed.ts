import {checkedEndpoint} from '../engine/health.js';
import {defineRule} from '../engine/rule.js';

export const healthCheckChanged = defineRule({
  id: 'health-check-changed',
  title: "The health check is not the baseline's",
  phase: 'health',
  severity: 'warning',
  needs: ['events', 'service', 'baseline'],
  check({events, service, baseline}) {
    const now = checkedEndpoint(events, service);
    const before = baseline.healthCheck;
    if (before === undefined) return [];
    const protocol =
      now.protocol !== undefined &&
      before.protocol !== undefined &&
      now.protocol.toUpperCase() !== before.protocol.toUpperCase();
    const path = now.path !== undefined && before.path !== undefined && now.path !== before.path;
    if (!protocol && !path) return [];
    const words = (p: string | undefined, q: string | undefined) => [p, q].filter(Boolean).join(' ');
    return [
      {
        data: {before: words(before.protocol, before.path), now: words(now.protocol, now.path)},
        at: [
          {evidence: 'baseline' as const, path: 'healthCheck', excerpt: words(before.protocol, before.path)},
          {
            evidence: now.from,
            path: now.from === 'service' ? 'healthCheck' : 'events',
            excerpt: words(now.protocol, now.path),
          },
        ],
      },
    ];
  },
  message: ({before, now}) => `The health check was ${before} in the baseline and is ${now} now`,
});
