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
    const rejections =
      history.status === 'collected'
        ? history.value.filter((change) => /InvalidState|InvalidRequest/.test(change.errorCode ?? ''))
        : [];
    const met = rejections.flatMap((rejected) =>
      operations
        .filter(
          ({startedAt, endedAt}) =>
            startedAt !== undefined && startedAt <= rejected.at && (endedAt === undefined || endedAt >= rejected.at),
        )
        // Whatever was started afterwards is what was wanted, or came after it.
        .filter(() => !operations.some(({startedAt}) => startedAt !== undefined && startedAt > rejected.at))
        .map((running) => ({rejected, running})),
    );
    const {rejected, running} =
      met.find((one) => one.running.endedAt === undefined) ??
      met.sort((x, y) => y.rejected.at - x.rejected.at)[0] ??
      {};
    if (rejected === undefined || running === undefined) return [];
    return [
      {
        data: {rejected: rejected.name, running: running.endedAt === undefined},
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
