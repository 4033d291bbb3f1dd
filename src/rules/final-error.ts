import {finalTracebacks} from '../engine/app-log.js';
import {atRecord, excerpt} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The exception with which the application ended, whatever it is: quoted, so that no error stays unseen. */
export const finalError = defineRule({
  id: 'final-error',
  title: 'The error with which the application ended',
  phase: 'start',
  severity: 'error',
  needs: ['app-records'],
  check({'app-records': records}) {
    const last = finalTracebacks(records).at(-1);
    if (
      last === undefined ||
      records.some((record) => record.listen !== undefined && record.timestamp > last.timestamp)
    )
      return [];
    const error = [last.traceback?.type, last.traceback?.message].filter((part) => part !== undefined).join(': ');
    return [{data: {error: excerpt(error)}, at: [atRecord(last)]}];
  },
  message: ({error}) => `The last error before the end: ${error}`,
});
