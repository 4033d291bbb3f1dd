import {NOT_ITS_OWN, ranWith} from '../engine/ran-with.js';
import {defineRule} from '../engine/rule.js';

/** A switch in the environment keeps validation from ending the process. */
export const validationDisabled = defineRule({
  id: 'validation-disabled',
  title: 'Start-up validation cannot end the process',
  phase: 'start',
  severity: 'info',
  needs: ['prediction'],
  mayLack: ['change-history', 'examination'],
  judgesConfiguration: true,
  check({prediction: applied, 'change-history': history, examination}) {
    const {disabled: what} = applied;
    if (what === undefined) return [];
    return [
      {
        data: {what, ranWith: ranWith(applied, {examination, 'change-history': history})},
        at: [
          {evidence: 'service', path: 'configuration.variables', excerpt: `validation is ${what} by the environment`},
        ],
      },
    ];
  },
  message: ({what, ranWith: ran}) =>
    `By the environment that is visible the start-up validation is ${what}, so it cannot end the process${NOT_ITS_OWN[String(ran)] ?? ''}`,
});
