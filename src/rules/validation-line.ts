import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The application's own words that it refuses this configuration. A deliberate message, in any language. */
const REFUSAL =
  /\b(?:start-?up|configuration|config|environment|env|settings) validation (?:failed|error)|STRICT_STARTUP_VALIDATION enabled - exiting|(?:❌ )?Invalid environment variables|exiting due to (?:validation|configuration) (?:failure|errors?)|is not allowed in production\b/i;

export const validationLine = defineRule({
  id: 'validation-line',
  title: 'The application said that it refuses its configuration',
  phase: 'start',
  severity: 'error',
  needs: ['app-records'],
  check({'app-records': records}) {
    const found = firstMatch(records, REFUSAL);
    if (found === undefined) return [];
    const end = firstMatch(records, /exiting due to|enabled - exiting/i);
    return [
      {
        at: [
          atRecord(found.record, found.line),
          ...(end && end.line !== found.line ? [atRecord(end.record, end.line)] : []),
        ],
      },
    ];
  },
  message: () => 'The application log says that start-up validation failed',
});
