import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {callOfOperation} from '../evidence/examination.js';

/** CloudTrail hides the variables, not that a map was sent. Infrastructure tools always send one: a correlation only. */
export const variablesSupplied = defineRule({
  id: 'variables-supplied',
  title: 'The examined update supplied a variable map',
  phase: 'source',
  severity: 'info',
  needs: ['change-history', 'examination'],
  check({'change-history': history, examination}) {
    const change = examination.operation && callOfOperation(examination.operation, history);
    if (change?.variables !== 'supplied') return [];
    return [
      {
        data: {by: change.by ?? null},
        at: [
          {
            evidence: 'change-history' as const,
            time: iso(change.at),
            excerpt: `${change.name}${change.by ? ` by ${change.by}` : ''}: variables supplied`,
          },
        ],
      },
    ];
  },
  message: ({by}) =>
    `The update of this deployment${by ? ` (by ${by})` : ''} supplied a variable map, which replaces the whole map`,
});
