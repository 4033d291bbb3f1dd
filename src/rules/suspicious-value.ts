import {defineRule} from '../engine/rule.js';
import type {ValueTraits} from '../evidence/model.js';

/** Forms of a value that are almost always a slip of the hand. A hint, never more. */
export const suspiciousValue = defineRule({
  id: 'suspicious-value',
  title: 'A value has the form of a slip',
  phase: 'start',
  severity: 'warning',
  needs: ['service'],
  judgesConfiguration: true,
  check({service}) {
    return service.configuration.variables.flatMap((variable) => {
      const slip = slipOf(variable.traits);
      if (slip === undefined) return [];
      return [
        {
          data: {variable: variable.name, slip},
          at: [{evidence: 'service' as const, path: `configuration.variables.${variable.name}`, excerpt: slip}],
        },
      ];
    });
  },
  message: ({variable, slip}) => `${variable} ${slip}`,
});

function slipOf(traits: ValueTraits): string | undefined {
  if (traits.surroundingQuotes) return 'is surrounded by quotes that became part of the value';
  if (traits.surroundingSpace) return 'begins or ends with white space';
  if (traits.newline) return 'holds a line break';
  if (traits.placeholder) return 'looks like a placeholder';
  if (traits.malformedUrl) return 'looks like a URL but is none';
  return undefined;
}
