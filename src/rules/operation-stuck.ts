import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** Deployments that fail take up to 20 minutes; past this age, in milliseconds, an operation is stuck. */
const STUCK = 40 * 60_000;

export const operationStuck = defineRule({
  id: 'operation-stuck',
  title: 'The operation has been in progress for too long',
  phase: 'source',
  severity: 'error',
  needs: ['examination'],
  mayLack: ['events'],
  check({examination, events}) {
    const {operation, state, window} = examination;
    if (state !== 'in-progress' && state !== 'rolling-back') return [];
    if (operation?.startedAt === undefined || window === undefined) return [];
    const now = window.to - 5 * 60_000;
    const age = now - operation.startedAt;
    if (age < STUCK) return [];
    const last = events.status === 'collected' ? events.value.at(-1) : undefined;
    const explained = (events.status === 'collected' ? events.value : []).some((event) =>
      ['exit', 'health-check-failed', 'pull-failed', 'build-failed', 'deploy-failed'].includes(event.kind),
    );
    const silent = last === undefined ? null : Math.round((now - last.timestamp) / 60_000);
    return [
      {
        data: {explained, minutes: Math.round(age / 60_000), silentMinutes: silent},
        at: [
          {
            evidence: 'operations' as const,
            path: operation.id,
            excerpt: `${operation.status ?? ''} since ${iso(operation.startedAt)}`,
          },
        ],
      },
    ];
  },
  message: ({minutes}) =>
    `The operation has been in progress for ${minutes} minutes; App Runner has no way to cancel it`,
});
