import {iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {callOfOperation} from '../evidence/examination.js';

/** A map of so few variables, just supplied by an update, looks like the one key that somebody meant to change. */
const FEW = 3;

/** The visible configuration is what the failed version got, it is tiny, and an update had supplied it. */
export const mapLooksPartial = defineRule({
  id: 'map-looks-partial',
  title: 'An update supplied a map of very few variables',
  phase: 'source',
  severity: 'warning',
  needs: ['change-history', 'service', 'examination'],
  judgesConfiguration: true,
  check({'change-history': history, service, examination}) {
    const {operation, state} = examination;
    // After a rolled-back update the map that we see is the kept one, not the one that was supplied.
    if (operation?.startedAt === undefined || (operation.type === 'UPDATE_SERVICE' && state === 'rolled-back'))
      return [];
    const {variables, secrets} = service.configuration;
    if (variables.length > FEW || service.source.kind === 'unknown') return [];
    const startedAt = operation.startedAt;
    const call = callOfOperation(operation, history);
    const supplied = history.find(
      (change) =>
        change.name === 'UpdateService' &&
        change.errorCode === undefined &&
        change.variables === 'supplied' &&
        (change.at <= startedAt || change === call),
    );
    if (supplied === undefined) return [];
    return [
      {
        data: {variables: variables.map((v) => v.name), secrets: secrets.length, by: supplied.by ?? null},
        at: [
          {
            evidence: 'change-history' as const,
            time: iso(supplied.at),
            excerpt: `UpdateService${supplied.by ? ` by ${supplied.by}` : ''}: variables supplied`,
          },
          {
            evidence: 'service' as const,
            path: 'configuration.variables',
            excerpt: variables.map((v) => v.name).join(', '),
          },
        ],
      },
    ];
  },
  message: ({variables, by}) =>
    `An update${by ? ` by ${by}` : ''} supplied a variable map, and only ${Array.isArray(variables) && variables.length > 0 ? variables.join(', ') : 'no variable'} ${Array.isArray(variables) && variables.length > 1 ? 'are' : 'is'} set since: a supplied map replaces the whole`,
});
