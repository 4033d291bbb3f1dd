import {finalTracebacks, readsEnvironment, whereConfigured} from '../engine/app-log.js';
import {known} from '../engine/phases.js';
import {atRecord, iso} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';
import {callOfOperation} from '../evidence/examination.js';

const NAMED =
  /\bKeyError: ['"]([A-Z][A-Z0-9_]{2,80})['"]|\b([A-Z][A-Z0-9_]{2,80}) (?:is required|is missing|is not set|must be set|is not defined|not configured)\b|\b(?:environment variable|env var)s?:? ['"]?([A-Z][A-Z0-9_]{2,80})/g;

/**
 * The application of a rolled-back update missed a variable that the kept configuration has: the update had sent a
 * map without it. After a rollback this is the only trace of the attempted map.
 */
export const lostVariableError = defineRule({
  id: 'lost-variable-error',
  title: 'The attempted version missed variables that the kept configuration has',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records', 'service', 'examination'],
  mayLack: ['change-history'],
  judgesConfiguration: true,
  check({'app-records': records, service, examination, 'change-history': history}) {
    const {operation} = examination;
    if (operation?.type !== 'UPDATE_SERVICE' || (examination.state !== 'rolled-back' && examination.state !== 'failed'))
      return [];
    const suspects = [
      ...new Set([
        ...finalTracebacks(records),
        ...records.filter((r) => /missing|required|not set|validation failed|KeyError/i.test(r.text)),
      ]),
    ];
    const found = suspects.flatMap((record) =>
      [...record.text.matchAll(NAMED)].map((match) => ({record, name: match[1] ?? match[2] ?? match[3] ?? ''})),
    );
    const lost = found.filter(({name}) => whereConfigured(name, service, undefined) !== undefined);
    const first = lost[0];
    if (first === undefined) return [];
    const names = [...new Set(lost.map(({name}) => name))];
    const call = callOfOperation(operation, known(history) ?? []);
    const supplied = call?.variables === 'supplied' ? call : undefined;
    return [
      {
        data: {variables: names, supplied: supplied !== undefined, environ: readsEnvironment(first.record)},
        at: [
          atRecord(first.record),
          {
            evidence: 'service' as const,
            path: `configuration.variables.${first.name}`,
            excerpt: `${first.name} is set in the configuration rolled back to`,
          },
          ...(supplied
            ? [
                {
                  evidence: 'change-history' as const,
                  time: iso(supplied.at),
                  excerpt: `${supplied.name} supplied a variable map`,
                },
              ]
            : []),
        ],
      },
    ];
  },
  message: ({variables, supplied}) =>
    `The attempted version missed ${Array.isArray(variables) ? variables.join(', ') : ''}, which the configuration rolled back to has${
      supplied ? '; the update supplied a variable map of its own' : ''
    }`,
});
