import {beforeAnswers, firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

export const workerTimeoutLine = defineRule({
  id: 'worker-timeout-line',
  title: 'A worker did not start or answer in time',
  phase: 'listen',
  severity: 'error',
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(beforeAnswers(records), /WORKER TIMEOUT \(pid:\s*\d+\)/);
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'gunicorn killed a worker that blocked longer than its timeout',
});
