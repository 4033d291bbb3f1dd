import {defineRule} from '../engine/rule.js';

/** A switch in the environment keeps validation from ending the process. */
export const validationDisabled = defineRule({
  id: 'validation-disabled',
  title: 'Start-up validation cannot end the process',
  phase: 'start',
  severity: 'info',
  needs: ['prediction'],
  check({prediction: {disabled: what}}) {
    if (what === undefined) return [];
    return [
      {
        data: {what},
        at: [
          {evidence: 'service', path: 'configuration.variables', excerpt: `validation is ${what} by the environment`},
        ],
      },
    ];
  },
  message: ({what}) => `By its environment the start-up validation is ${what}, so it cannot end the process`,
});
