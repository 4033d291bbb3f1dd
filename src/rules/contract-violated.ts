import {ranWith} from '../engine/ran-with.js';
import {defineRule} from '../engine/rule.js';

/** The start-up contract, applied to the environment that we can see. */
export const contractViolated = defineRule({
  id: 'contract-violated',
  title: 'The environment violates the start-up contract',
  phase: 'start',
  severity: 'error',
  needs: ['prediction', 'service'],
  mayLack: ['change-history', 'examination'],
  judgesConfiguration: true,
  check({prediction: applied, 'change-history': history, examination}) {
    const {prediction} = applied;
    if (prediction.outcome !== 'exits') return [];
    const failing = prediction.checks.filter((check) => check.status === 'fail');
    // Whatever a secret holds one of these fails: which one, only its value says.
    const oneOf = prediction.first === null ? prediction.mayStopEarlierAt : [];
    const shown = failing.length > 0 ? failing : prediction.checks.filter(({id}) => oneOf.includes(id));
    const ran = ranWith(applied, {examination, 'change-history': history});
    // The map that was attempted replaced the one we see: what we judge is not what ran.
    const replaced = ran === 'others';
    const unchanged = ran === 'the same';
    return [
      {
        data: {
          unchanged,
          first: prediction.first,
          failing: failing.map((check) => check.id),
          ...(oneOf.length > 0 && {oneOf}),
          configuration: applied.configuration,
          replaced,
          contract: prediction.contract,
          ...(applied.imageUnread && {imageUnread: true}),
          variables: [...new Set(shown.flatMap((check) => check.atFault ?? check.variables))],
        },
        at: shown.slice(0, 4).map((check) => ({
          evidence: 'service' as const,
          path: `configuration.variables.${(check.atFault ?? check.variables)[0] ?? ''}`,
          excerpt: check.message,
        })),
      },
    ];
  },
  message: ({failing, oneOf, first, configuration, replaced, unchanged, imageUnread}) => {
    const which =
      configuration === 'rolled-back-to'
        ? replaced
          ? ' (judged on the configuration rolled back to; the attempted update sent another variable map)'
          : unchanged
            ? ' (judged on the configuration rolled back to, whose variables this deployment did not touch)'
            : ' (judged on the configuration rolled back to; the attempted one is not visible)'
        : '';
    const fails =
      oneOf === undefined
        ? `${list(failing)}; the application would stop at ${first}`
        : `one of ${list(oneOf)}, and a value that cannot be seen decides which`;
    return `With strict validation on, this environment fails ${fails}${which}${imageUnread ? "; the image's own ENV was not read" : ''}`;
  },
});

function list(ids: unknown): string {
  return Array.isArray(ids) ? ids.join(', ') : 'a check';
}
