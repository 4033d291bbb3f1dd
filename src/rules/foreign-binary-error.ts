import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** The kernel or the loader refused a binary of another processor. */
export const foreignBinaryError = defineRule({
  id: 'foreign-binary-error',
  title: 'A binary of another architecture was started',
  phase: 'start',
  severity: 'error',
  tellsTheEnd: true,
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(
      records,
      /exec format error|invalid ELF header|wrong ELF class|cannot execute binary file|OSError: \[Errno 8\]/i,
    );
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'A program or library in the image was built for another processor',
});
