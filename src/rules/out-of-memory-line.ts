import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

export const outOfMemoryLine = defineRule({
  id: 'out-of-memory-line',
  title: 'The application ran out of memory',
  phase: 'start',
  severity: 'error',
  needs: ['app-records'],
  check({'app-records': records}) {
    const hit = firstMatch(
      records,
      /\bOutOfMemory(?:Error|Exception)\b|JavaScript heap out of memory|Reached heap limit|\bMemoryError\b|Cannot allocate memory|\bOOM[- ]?[Kk]ill|Worker \(pid:\s*\d+\) was sent SIGKILL! Perhaps out of memory|fatal error: runtime: out of memory/,
    );
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'The application log says that memory ran out',
});
