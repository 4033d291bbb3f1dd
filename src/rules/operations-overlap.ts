import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

export const operationsOverlap = defineRule({
  id: 'operations-overlap',
  title: 'Two operations ran at once, or one was rejected because another ran',
  phase: 'source',
  severity: 'warning',
  needs: ['operations'],
  mayLack: ['change-history'],
  check({operations, 'change-history': history}) {
    const rejected =
      history.status === 'collected'
        ? history.value.find((change) => /InvalidState|InvalidRequest/.test(change.errorCode ?? ''))
        : undefined;
    const running = operations.find(
      (o) =>
        rejected !== undefined &&
        o.startedAt !== undefined &&
        o.startedAt <= rejected.at &&
        (o.endedAt ?? Number.POSITIVE_INFINITY) >= rejected.at,
    );
    if (rejected === undefined || running === undefined) return [];
    return [
      {
        data: {rejected: rejected.name},
        at: [
          {
            evidence: 'change-history' as const,
            time: iso(rejected.at),
            excerpt: `${rejected.name} ${rejected.errorCode ?? ''}`,
          },
          {
            evidence: 'operations' as const,
            path: running.id,
            excerpt: `${running.type ?? ''} in progress at that time`,
          },
        ],
      },
    ];
  },
  message: ({rejected}) => `${rejected} was rejected because another operation was in progress`,
});
