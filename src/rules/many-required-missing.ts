import type {PredictedCheck} from '../contract/prediction.js';
import {defineRule} from '../engine/rule.js';

/** This many failing checks whose variables are all unset look like a lost map rather than forgotten keys. */
const MANY = 3;

export const manyRequiredMissing = defineRule({
  id: 'many-required-missing',
  title: 'Many required variables are missing at once',
  phase: 'start',
  severity: 'error',
  needs: ['prediction', 'service'],
  judgesConfiguration: true,
  check({prediction: {prediction, configuration}, service}) {
    const set = new Set(
      [...service.configuration.variables, ...service.configuration.secrets].map((entry) => entry.name),
    );
    const empty = prediction.checks.filter(
      (check) => check.status === 'fail' && faults(check).length > 0 && faults(check).every((name) => !set.has(name)),
    );
    if (empty.length < MANY || configuration === 'rolled-back-to') return [];
    const variables = [...new Set(empty.flatMap(faults))];
    return [
      {
        data: {variables, set: set.size},
        at: [{evidence: 'service' as const, path: 'configuration.variables', excerpt: `${set.size} variables in all`}],
      },
    ];
  },
  message: ({variables, set}) =>
    `Only ${set} variables are set, and ${Array.isArray(variables) ? variables.join(', ') : ''} are missing at once`,
});

function faults(check: PredictedCheck): readonly string[] {
  return check.atFault ?? check.variables;
}
