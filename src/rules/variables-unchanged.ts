import {known} from '../engine/phases.js';
import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {callOfOperation} from '../evidence/examination.js';

/** Proof that the examined deployment ran with the variables that we see. */
export const variablesUnchanged = defineRule({
  id: 'variables-unchanged',
  title: 'The examined deployment brought no other variables',
  phase: 'source',
  severity: 'info',
  needs: ['examination'],
  mayLack: ['change-history', 'baseline', 'service'],
  judgesConfiguration: true,
  check({examination, 'change-history': history, baseline, service}) {
    const {operation} = examination;
    if (operation === undefined) return [];
    if (operation.type === 'START_DEPLOYMENT') {
      // It brought nothing new, but the variables may have been lost before it; a running container does not notice.
      if (baseline.status === 'collected' && service.status === 'collected') {
        const present = new Set(service.value.configuration.variables.map((v) => v.name));
        const referenced = new Set(service.value.configuration.secrets.map((s) => s.name));
        if (baseline.value.variables.some((v) => !present.has(v.name) && !referenced.has(v.name))) return [];
      }
      return [
        {
          data: {why: 'start-deployment'},
          at: [
            {evidence: 'operations' as const, path: operation.id, excerpt: 'START_DEPLOYMENT takes no configuration'},
          ],
        },
      ];
    }
    const change = callOfOperation(operation, known(history) ?? []);
    if (change?.variables === 'omitted') {
      return [
        {
          data: {why: 'omitted'},
          at: [
            {
              evidence: 'change-history' as const,
              time: iso(change.at),
              excerpt: `${change.name}${change.by ? ` by ${change.by}` : ''}: no variables in the request`,
            },
          ],
        },
      ];
    }
    // What we see is what ran only where the operation was not rolled back.
    if (examination.state === 'rolled-back' || change?.variables === 'supplied') return [];
    if (baseline.status !== 'collected' || service.status !== 'collected') return [];
    const now = new Map(service.value.configuration.variables.map((v) => [v.name, v.fingerprint]));
    const same =
      baseline.value.variables.length === now.size &&
      baseline.value.variables.every((v) => v.fingerprint !== undefined && now.get(v.name) === v.fingerprint);
    return same
      ? [
          {
            data: {why: 'baseline'},
            at: [
              {evidence: 'baseline' as const, path: 'variables', excerpt: `${now.size} names and fingerprints equal`},
            ],
          },
        ]
      : [];
  },
  message: ({why}) =>
    why === 'start-deployment'
      ? 'A START_DEPLOYMENT carries no configuration: the variables stayed as they were'
      : why === 'omitted'
        ? 'The update sent no variables; App Runner keeps an omitted map as it was'
        : 'Names and fingerprints of all variables equal those of the baseline',
});
