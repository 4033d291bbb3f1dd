import {defineRule} from '../engine/rule.js';

export const unparsableSetting = defineRule({
  id: 'unparsable-setting',
  title: 'A setting does not parse',
  phase: 'start',
  severity: 'error',
  needs: ['prediction'],
  check({prediction: {prediction, configuration}}) {
    return prediction.parses
      .filter((parse) => parse.status === 'fail')
      .map((parse) => ({
        data: {variable: parse.variable, type: parse.type, configuration},
        at: [{evidence: 'service' as const, path: `configuration.variables.${parse.variable}`, excerpt: parse.message}],
      }));
  },
  message: ({variable, type}) =>
    `${variable} does not parse as ${type}; the application raises while it loads its settings, whatever the validation switches say`,
});
