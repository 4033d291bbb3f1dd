import {defineRule} from '../engine/rule.js';

/** A variable map that is supplied replaces the whole: what a baseline had and now is gone. */
export const variablesLost = defineRule({
  id: 'variables-lost',
  title: 'Variables of the baseline are gone',
  phase: 'start',
  severity: 'error',
  needs: ['baseline', 'service'],
  judgesConfiguration: true,
  check({baseline, service}) {
    const now = new Set(
      [...service.configuration.variables, ...service.configuration.secrets].map((entry) => entry.name),
    );
    const before = [...baseline.variables.map((v) => v.name), ...baseline.secrets];
    const lost = before.filter((name) => !now.has(name));
    if (lost.length === 0) return [];
    return [
      {
        data: {lost, before: before.length, now: now.size},
        at: [
          {
            evidence: 'baseline' as const,
            path: 'variables',
            excerpt: `${before.length} names in ${baseline.description}`,
          },
          {evidence: 'service' as const, path: 'configuration.variables', excerpt: `${now.size} names now`},
        ],
      },
    ];
  },
  message: ({lost, before, now}) =>
    `${count(lost)} of ${before} variables of the baseline are gone (${now} now): ${list(lost)}`,
});

function count(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.slice(0, 12).join(', ') : '';
}
