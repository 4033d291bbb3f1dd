import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** An own line of the program proves that the container's binary runs on this processor and that the entry point exists. */
export const applicationRan = defineRule({
  id: 'application-ran',
  title: 'The application itself ran',
  phase: 'start',
  severity: 'info',
  needs: ['app-records'],
  check({'app-records': records}) {
    const own = records.find(
      (record) =>
        !/exec format error|exec: |: not found|no such file or directory|permission denied/i.test(record.text),
    );
    return own === undefined ? [] : [{at: [atRecord(own)]}];
  },
  message: () => 'The application printed lines of its own, so its program was found and runs on this platform',
});
