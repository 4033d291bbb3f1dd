import {NOT_ITS_OWN, ranWith} from '../engine/ran-with.js';
import {defineRule} from '../engine/rule.js';

export const unparsableSetting = defineRule({
  id: 'unparsable-setting',
  title: 'A setting does not parse',
  phase: 'start',
  severity: 'error',
  needs: ['prediction'],
  mayLack: ['change-history', 'examination'],
  judgesConfiguration: true,
  check({prediction: applied, 'change-history': history, examination}) {
    const {prediction, configuration} = applied;
    const ran = ranWith(applied, {examination, 'change-history': history});
    return prediction.parses
      .filter((parse) => parse.status === 'fail')
      .map((parse) => ({
        data: {variable: parse.variable, type: parse.type, configuration, ranWith: ran},
        at: [{evidence: 'service' as const, path: `configuration.variables.${parse.variable}`, excerpt: parse.message}],
      }));
  },
  message: ({variable, type, ranWith: ran}) =>
    `${variable} does not parse as ${type}; the application raises while it loads its settings, whatever the validation switches say${NOT_ITS_OWN[String(ran)] ?? ''}`,
});
