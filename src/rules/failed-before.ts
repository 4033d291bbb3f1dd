import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {plural} from '../plural.js';

/** The service is well now; what failed before may have been ended by going back, and be as broken as it was. */
export const failedBefore = defineRule({
  id: 'failed-before',
  title: 'A deployment before the last one failed',
  phase: 'source',
  severity: 'info',
  needs: ['examination'],
  check({examination: {failedBefore: failures = []}}) {
    const [last] = failures;
    if (last === undefined) return [];
    return [
      {
        data: {
          id: last.id,
          status: last.status ?? null,
          startedAt: last.startedAt === undefined ? null : iso(last.startedAt),
          count: failures.length,
        },
        at: failures.map(({id, type, status, startedAt}) => ({
          evidence: 'operations' as const,
          path: id,
          ...(startedAt !== undefined && {time: iso(startedAt)}),
          excerpt: [type, status].filter(Boolean).join(' '),
        })),
      },
    ];
  },
  message({id, status, startedAt, count}) {
    const when = startedAt === null ? '' : `, begun at ${startedAt}`;
    const others = Number(count) > 1 ? `, the last of ${plural(Number(count), 'deployment')} that did` : '';
    return `The deployment ${id} before this one failed (${status}${when})${others}`;
  },
});
