import {firstMatch, withoutMild} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The application's own words that it refuses this configuration. A deliberate message, in any language. */
const REFUSAL =
  /\b(?:start-?up|configuration|config|environment|env|settings) validation (?:failed|error)|(?:❌ )?Invalid environment variables|exiting due to (?:validation|configuration) (?:failure|errors?)|is not allowed in production\b/i;

export const validationLine = defineRule({
  id: 'validation-line',
  title: 'The application said that it refuses its configuration',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  mayLack: ['prediction'],
  check({'app-records': records, prediction}) {
    const own =
      prediction.status === 'collected' ? prediction.value.refusals.rungs.flatMap((rung) => rung.seen ?? []) : [];
    const named = own.flatMap(
      ({index}) => records.find((record) => record.first <= index && index <= record.last) ?? [],
    );
    if (named.length > 0) return [{at: named.slice(0, 3).map((record) => atRecord(record))}];
    // A warning says that the start goes on.
    const found = firstMatch(withoutMild(records), REFUSAL);
    return found === undefined ? [] : [{at: [atRecord(found.record, found.line)]}];
  },
  message: () => 'The application log says that start-up validation failed',
});
